package io.zeitgeber.persistence.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.absence.DataAlert;
import io.zeitgeber.participant.absence.Finding;
import io.zeitgeber.participant.clock.Rebased;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.participant.timeline.Result;
import io.zeitgeber.participant.timeline.Standing;
import io.zeitgeber.persistence.journal.EntryCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The golden journals lie in the repository as data. Their digests change only with the rules, and
 * then on purpose: {@code RULES_VERSION} rises, the files stay what older releases wrote, and
 * {@code GoldenHistory} writes one of the new rules beside them.
 */
final class SameEverywhereTest {
  static Path resource(String name) throws Exception {
    return Path.of(
        Objects.requireNonNull(SameEverywhereTest.class.getResource("/replay/" + name)).toURI());
  }

  /**
   * One minute-by-minute history of rules 1, and of rules 3, 4, 5 and 6 each one with all that they
   * conclude.
   */
  private static final List<String> GOLDEN =
      List.of("golden", "golden-3", "golden-4", "golden-5", "golden-6");

  private static String golden(String name) throws Exception {
    return Files.readString(resource(name + ".digest"), StandardCharsets.US_ASCII).strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden", "golden-3", "golden-4", "golden-5", "golden-6"})
  void goldenJournal_hasItsDigest_inEveryBuild(String name) throws Exception {
    assertThat(GoldenReplay.digest(resource(name + ".jsonl"))).isEqualTo(golden(name));
  }

  @Test
  void goldenJournal_ofTheRulesOfNow_holdsWhateverTheyConclude() throws Exception {
    ExportedFile file = ExportedFile.open(resource(GOLDEN.getLast() + ".jsonl"));
    Set<Class<?>> kinds = new HashSet<>();
    Set<Object> said = new HashSet<>();
    file.read(
        file.entities().getFirst(),
        stored -> {
          assertThat(EntryCodec.decodeHeader(stored.payload()).rules())
              .isEqualTo(Step.RULES_VERSION);
          for (Fact fact : EntryCodec.decodeFacts(stored.payload()).facts()) {
            kinds.add(fact.getClass());
            switch (fact) {
              case TimelineFact.ResultStated(Result result) -> {
                said.add(result.standing());
                said.add(result.rule());
              }
              case AbsenceFact.DataAlertRaised(DataAlert alert) -> said.add(alert.finding());
              case ClockFact.ClockRebased(String _, Rebased rebased) ->
                  said.add(rebased.evidence());
              default -> {}
            }
          }
          return true;
        });
    assertThat(kinds)
        .contains(
            ClockFact.ClockStepped.class,
            ClockFact.ClockConfidenceChanged.class,
            AbsenceFact.SilenceBegan.class,
            AbsenceFact.SilenceEnded.class,
            AbsenceFact.DeadlineSet.class,
            AmendFact.WindowRevised.class,
            AmendFact.WindowProvisional.class,
            AmendFact.WindowsFinal.class,
            AmendFact.Corrected.class,
            Fact.WindowClosed.class,
            Fact.AlertRaised.class,
            Fact.AlertResolved.class,
            TimelineFact.EntryPlaced.class,
            TimelineFact.EntryWithdrawn.class);
    assertThat(said)
        .contains(
            Standing.FINAL,
            Standing.AMENDED,
            Finding.NO_DATA,
            Finding.CLOCK_STEP,
            Finding.LOW_BATTERY,
            "wear",
            "sleep-episode",
            "screen-while-asleep");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xint -Duser.timezone=Pacific/Kiritimati -Duser.language=tr -Duser.country=TR",
        "-XX:TieredStopAtLevel=1 -Duser.timezone=America/St_Johns -Duser.language=ar",
        "-XX:-TieredCompilation -Duser.timezone=Asia/Kathmandu -Duser.language=de"
      })
  void replay_underAnotherMachine_comesToTheSame(String options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(GoldenReplay.class.getName());
    for (String name : GOLDEN) {
      command.add(resource(name + ".jsonl").toString());
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    List<String> expected = new ArrayList<>();
    for (String name : GOLDEN) {
      expected.add(golden(name));
    }
    assertThat(said.lines()).isEqualTo(expected);
  }
}
