package io.zeitgeber.participant.wear;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Minutes are counted from 0; times in the rows are minutes too. */
final class WearTest {
  private static final long MINUTE = 60_000_000L;
  private static final ResultRules RULES = ResultRules.DEFAULT;

  private final List<Result> stated = new ArrayList<>();
  private Wear wear = new Wear();

  @Test
  void minutesWithAPulse_areWorn_thoseWithoutOneBeforeTheNextSync_areNot() {
    pulse(0, 60);
    pulse(90, 120);
    look(120);
    assertThat(rows())
        .containsExactly(
            "0-60 worn v1 FINAL", "60-90 not_worn v1 FINAL", "90-120 worn v1 PROVISIONAL…");
  }

  @Test
  void runsUnderFiveMinutes_joinTheOneBefore() {
    pulse(0, 60);
    pulse(64, 100);
    pulse(110, 113);
    pulse(120, 140);
    look(140);
    assertThat(rows())
        .containsExactly(
            "0-100 worn v1 FINAL", "100-120 not_worn v1 FINAL", "120-140 worn v1 PROVISIONAL…");
  }

  @Test
  void firstRunUnderFiveMinutes_joinsTheOneAfter() {
    pulse(0, 3);
    look(40);
    assertThat(rows()).containsExactly("0-40 not_worn v1 PROVISIONAL…");
  }

  @Test
  void tooShortToTell_isNotStatedYet() {
    pulse(0, 60);
    look(63);
    assertThat(rows()).containsExactly("0-60 worn v1 PROVISIONAL…");
  }

  @Test
  void batteryThatRises_isCharging_unlessThereIsAPulse() {
    pulse(0, 30);
    wear.battery(30 * MINUTE, 40, RULES.wear());
    wear.battery(50 * MINUTE, 60, RULES.wear());
    wear.battery(70 * MINUTE, 60, RULES.wear());
    pulse(45, 51);
    look(80);
    assertThat(rows())
        .containsExactly(
            "0-30 worn v1 FINAL",
            "30-45 charging v1 FINAL",
            "45-51 worn v1 FINAL",
            "51-80 not_worn v1 PROVISIONAL…");
  }

  @Test
  void charger_isChargingFromPlugToPlug() {
    pulse(0, 10);
    wear.plugged(10 * MINUTE, true);
    wear.plugged(40 * MINUTE, false);
    look(60);
    assertThat(rows())
        .containsExactly(
            "0-10 worn v1 FINAL", "10-40 charging v1 FINAL", "40-60 not_worn v1 PROVISIONAL…");
  }

  @Test
  void onTheWrist_isWorn_untilTheDeviceSaysOtherwise_andADayAtMost() {
    wear.onWrist(0, true);
    look(30);
    wear.onWrist(45 * MINUTE, false);
    look(60);
    assertThat(rows()).containsExactly("0-45 worn v1 FINAL", "45-60 not_worn v1 PROVISIONAL…");
    wear.onWrist(60 * MINUTE, true);
    look(60 + 25 * 60);
    assertThat(rows()).contains("60-1500 worn v1 FINAL");
  }

  @Test
  void deviceWithoutEvidenceOfABody_hasNoWear() {
    look(600);
    assertThat(stated).isEmpty();
  }

  @Test
  void latePulse_amendsWhatWasFinal_andTakesBackWhatIsNoMore() {
    pulse(0, 60);
    pulse(90, 120);
    look(120);
    pulse(60, 90);
    look(130);
    assertThat(rows()).containsExactly("0-120 worn v2 AMENDED", "120-130 not_worn v1 PROVISIONAL…");
    assertThat(stated)
        .anySatisfy(result -> assertThat(row(result)).isEqualTo("60-90 not_worn v2 WITHDRAWN"));
  }

  @Test
  void lookingAgain_statesNothing_andStateComesBackFromItsBytes() {
    pulse(0, 60);
    pulse(90, 120);
    look(120);
    int before = stated.size();
    CanonicalWriter to = new CanonicalWriter();
    wear.write(to);
    wear = Wear.read(new CanonicalReader(to.toBytes()));
    look(120);
    assertThat(stated).hasSize(before);
  }

  private void pulse(int from, int to) {
    IntStream.range(from, to).forEach(minute -> wear.pulse(minute * MINUTE));
  }

  private void look(int through) {
    wear.state("watch-1", RULES, through * MINUTE, through * MINUTE, true, stated::add);
  }

  /** What stands: the last version of each result that was not taken back. */
  private List<String> rows() {
    List<Result> last = new ArrayList<>();
    for (Result result : stated) {
      last.removeIf(each -> each.entry().startMicros() == result.entry().startMicros());
      last.add(result);
    }
    return last.stream()
        .map(WearTest::row)
        .filter(row -> !row.contains("WITHDRAWN"))
        .sorted((one, other) -> Integer.compare(start(one), start(other)))
        .toList();
  }

  private static int start(String row) {
    return Integer.parseInt(row.substring(0, row.indexOf('-')));
  }

  private static String row(Result result) {
    Entry entry = result.entry();
    return entry.startMicros() / MINUTE
        + "-"
        + entry.endMicros() / MINUTE
        + " "
        + entry.code()
        + " v"
        + result.version()
        + " "
        + result.standing()
        + (result.goesOn() ? "…" : "");
  }
}
