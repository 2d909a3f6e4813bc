package io.zeitgeber.persistence.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.ClockThen;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.explain.DataExplanation;
import io.zeitgeber.persistence.explain.Explanation;
import io.zeitgeber.persistence.explain.WhyNone;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.SigningKey;
import io.zeitgeber.persistence.protocol.ProtocolText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayTest {
  private static final Written HONEST = Written.minutes(40, facts -> facts);

  @Test
  void everyFact_derivedAgain_isTheOneRecorded() {
    Account account = HONEST.verify();
    assertThat(account.isWell()).isTrue();
    assertThat(account.facts()).isPositive();
    assertThat(account.samples()).isEqualTo(480);
    assertThat(account.lastSequence()).isEqualTo(40);
  }

  @Test
  void aForgedFact_inAWholeChain_isShownWithBothSides() {
    Written forged = Written.minutes(40, ReplayTest::without);
    Account account = forged.verify();
    assertThat(account.corrupt()).isNull();
    assertThat(account.isWell()).isFalse();
    String text = Objects.requireNonNull(account.first()).text();
    assertThat(text).contains("participant S1/P1, entry ", "derived", "AlertRaised", "recorded: -");
  }

  private static List<Fact> without(List<Fact> facts) {
    return facts.stream().filter(fact -> !(fact instanceof Fact.AlertRaised)).toList();
  }

  @Test
  void aChangedByte_breaksTheChain_atItsEntry() {
    Written changed = Written.minutes(5, facts -> facts);
    StoredEntry third = changed.entries.get(2);
    third.payload()[third.payload().length - 1] ^= 1;
    Account account = changed.verify();
    assertThat(Objects.requireNonNull(account.corrupt()).sequence()).isEqualTo(3);
  }

  @Test
  void anExportedFile_replaysToTheSameState(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("p1.jsonl.gz");
    ExportedFile.write(file, HONEST.replay(), List.of(Written.ENTITY), "test", Keys.NONE);
    ExportedFile opened = ExportedFile.open(file);
    Account account =
        Replay.of(opened, opened.keys())
            .one(Written.ENTITY, Verification.of(Range.ALL), new Progress());
    assertThat(account.isWell()).isTrue();
    assertThat(account.state()).isEqualTo(HONEST.verify().state());
    assertThat(account.head()).isEqualTo(HONEST.verify().head());
  }

  @Test
  void certificate_isBelieved_andNoLongerOnceAWordIsChanged(@TempDir Path directory)
      throws Exception {
    SigningKey key = SigningKey.create(directory.resolve("signing-key"));
    String trusted = PublicKeyFile.read(directory.resolve("signing-key"));
    Certificate signed =
        Certificate.sign(
            List.of(HONEST.verify()),
            Range.ALL,
            CodeIdentity.ofThis(),
            Instant.parse("2026-01-05T00:00:00Z"),
            key);
    Path file = directory.resolve("done.json");
    Files.writeString(file, signed.text());
    Certificate read = Certificate.read(Files.readString(file));
    assertThat(read.isSignedBy(trusted)).isTrue();
    assertThat(read.isClean()).isTrue();
    String changed = signed.text().replace("\"records\" : 480", "\"records\" : 481");
    assertThat(changed).isNotEqualTo(signed.text());
    assertThat(Certificate.read(changed).isSignedBy(trusted)).isFalse();
    SigningKey other = SigningKey.create(directory.resolve("other-key"));
    assertThat(read.isSignedBy(other.publicKey())).isFalse();
  }

  @Test
  void knownThen_isWhatAJournalThatEndedThen_wouldGive() {
    Written shorter = Written.minutes(17, facts -> facts);
    ObjectNode then = StateView.until(HONEST.replay(), Written.ENTITY, new Until.Sequence(17));
    assertThat(then.path("state_digest").asText()).isEqualTo(shorter.verify().state());
    // A moment inside a batch: the batch is cut, because slices have no meaning.
    long inside = 1_760_000_000_000_000L + (17 * 12 + 5) * 5_000_000L + 400_000;
    ObjectNode cut = StateView.until(HONEST.replay(), Written.ENTITY, new Until.Received(inside));
    assertThat(cut.path("records").asLong()).isEqualTo(17 * 12 + 6);
  }

  @Test
  void anotherProtocol_showsItsAlerts_andWritesNothing() {
    WhatIf.Compared same =
        HONEST
            .replay()
            .one(
                Written.ENTITY,
                new WhatIf(ProtocolText.standard().core(), HONEST.replay().past()),
                new Progress());
    assertThat(same.recorded()).isEqualTo(4);
    assertThat(same.same()).isEqualTo(4);
    var lax = ProtocolText.parse("id = lax\nversion = 1\nrules.heart_rate.high = 250\n").core();
    WhatIf.Compared compared =
        HONEST
            .replay()
            .one(Written.ENTITY, new WhatIf(lax, HONEST.replay().past()), new Progress());
    assertThat(compared.gone()).hasSize(4);
    assertThat(compared.raised()).isEmpty();
  }

  @Test
  void anAlert_isExplainedByTheSamplesThatGiveItsMean() {
    Known known = Known.of(HONEST.replay(), Written.ENTITY, Until.Now.NOW, _ -> false);
    assertThat(known.episodes()).hasSize(4);
    for (Known.Episode episode : known.episodes()) {
      Optional<Explanation> explained =
          Explanation.of(HONEST.replay(), Written.ENTITY, episode.raised().id());
      assertThat(explained).get().matches(Explanation::agrees).matches(Explanation::asRecorded);
    }
  }

  @Test
  void anAlertAboutData_isExplainedByTheLastRecordThatCounted() throws Exception {
    ExportedFile golden = ExportedFile.open(SameEverywhereTest.resource("golden-3.jsonl"));
    Replay replay = Replay.of(golden, golden.keys());
    List<AbsenceFact.DataAlertRaised> raised = new ArrayList<>();
    Watcher<Boolean> watcher =
        new Watcher<>() {
          @Override
          public boolean see(Replayed entry) {
            for (Fact fact : entry.derived()) {
              if (fact instanceof AbsenceFact.DataAlertRaised alert) {
                raised.add(alert);
              }
            }
            return true;
          }

          @Override
          public Boolean end(Fold fold, @Nullable CorruptJournal corrupt) {
            return true;
          }
        };
    assertThat(replay.one(Written.ENTITY, watcher, new Progress())).isTrue();
    assertThat(raised).isNotEmpty();
    for (AbsenceFact.DataAlertRaised each : raised) {
      assertThat(DataExplanation.of(replay, Written.ENTITY, each.alert().id()))
          .get()
          .satisfies(
              explained -> {
                assertThat(explained.asRecorded()).isTrue();
                assertThat(explained.raised()).isEqualTo(each);
                assertThat(Objects.requireNonNull(explained.last()).arrival())
                    .isEqualTo(each.alert().arrival());
              });
    }
    assertThat(DataExplanation.of(replay, Written.ENTITY, "0".repeat(32))).isEmpty();
  }

  @Test
  void anAlertOfAWatchAnHourAhead_isExplainedWithItsClockAsKnownThen() throws Exception {
    ExportedFile golden = ExportedFile.open(SameEverywhereTest.resource("golden-3.jsonl"));
    Replay replay = Replay.of(golden, golden.keys());
    long anHourLess = -3_600_000_000L;
    List<Explanation> corrected =
        Known.of(replay, Written.ENTITY, Until.Now.NOW, _ -> false).episodes().stream()
            .map(it -> Explanation.of(replay, Written.ENTITY, it.raised().id()).orElseThrow())
            .filter(it -> it.clock() != null && it.clock().offsetMicros() < anHourLess / 2)
            .toList();
    assertThat(corrected)
        .isNotEmpty()
        .allSatisfy(
            explained -> {
              ClockThen clock = Objects.requireNonNull(explained.clock());
              assertThat(clock.source()).isEqualTo(ClockPolicy.Source.MODELLED);
              assertThat(clock.confidence()).isGreaterThan(Confidence.NONE);
              assertThat(clock.segment()).isPositive();
              assertThat(clock.offsetMicros()).isCloseTo(anHourLess, within(5_000_000L));
              assertThat(explained.samples())
                  .isNotEmpty()
                  .allSatisfy(
                      sample -> {
                        assertThat(sample.uncertaintyMicros()).isPositive();
                        assertThat(sample.eventMicros() - sample.deviceMicros())
                            .isCloseTo(anHourLess, within(5_000_000L));
                      });
            });
  }

  @Test
  void whereThereWasNone_itIsSaidWhy() {
    long quiet = 1_760_000_000_000_000L + 5 * 60_000_000L;
    assertThat(WhyNone.ask(HONEST.replay(), Written.ENTITY, "high-heart-rate", quiet))
        .singleElement()
        .satisfies(
            answer -> assertThat(answer.verdict()).isEqualTo(WhyNone.Verdict.WITHIN_THE_LIMIT));
    long later = 1_760_000_000_000_000L + 90 * 60_000_000L;
    assertThat(WhyNone.ask(HONEST.replay(), Written.ENTITY, "high-heart-rate", later))
        .singleElement()
        .satisfies(
            answer -> assertThat(answer.verdict()).isEqualTo(WhyNone.Verdict.NOT_DECIDED_YET));
  }
}
