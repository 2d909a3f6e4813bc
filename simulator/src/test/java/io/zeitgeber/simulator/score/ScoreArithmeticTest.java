package io.zeitgeber.simulator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zeitgeber.simulator.truth.TrueAlert;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures on cases that a reader can count. */
final class ScoreArithmeticTest {
  private static final long MINUTE = 60_000;

  @Test
  void alerts_countOnceEach_andEpisodesOnceEach() {
    AlertScore score =
        new AlertScore(
            List.of(
                episode("P1", 100, 110, 100),
                episode("P1", 200, 210, 200),
                episode("P2", 100, 110, 150)),
            List.of(
                told("P1", 100, 103, true),
                told("P1", 105, 110, true),
                told("P1", 300, 301, true),
                told("P2", 109, 112, false)));
    AlertScore.Figures all = score.figures(AlertScore.Which.ALL, (_, _) -> true);
    assertThat(all.episodes()).isEqualTo(3);
    assertThat(all.alerts()).isEqualTo(4);
    assertThat(all.recall()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(all.precision()).isCloseTo(3 / 4.0, within(1e-12));

    AlertScore.Figures live = score.figures(AlertScore.Which.LIVE, (_, _) -> true);
    assertThat(live.episodes()).isEqualTo(2);
    assertThat(live.recall()).isCloseTo(0.5, within(1e-12));
    assertThat(live.precision()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(live.delayP50()).isCloseTo(2, within(1e-12));

    AlertScore.Figures late = score.figures(AlertScore.Which.RETROSPECTIVE, (_, _) -> true);
    assertThat(late.recall()).isEqualTo(1);
    assertThat(late.precision()).isEqualTo(1);
  }

  @Test
  void episode_isWidenedByAMinute_andNotByMore() {
    List<TrueAlert> truth = List.of(episode("P1", 100, 110, 100));
    assertThat(recall(truth, told("P1", 111, 112, true))).isEqualTo(1);
    assertThat(recall(truth, told("P1", 112, 113, true))).isZero();
    assertThat(recall(truth, told("P1", 90, 99, true))).isEqualTo(1);
    assertThat(recall(truth, told("P1", 90, 98, true))).isZero();
    assertThat(recall(truth, told("P2", 100, 110, true))).isZero();
  }

  @Test
  void nothingToCount_isNotMeasured_andMeetsNoRequirement() {
    AlertScore.Figures none =
        new AlertScore(List.of(), List.of()).figures(AlertScore.Which.ALL, (_, _) -> true);
    assertThat(none.recall()).isNaN();
    assertThat(Requirement.parse("alert_recall>=0").met(Map.of("alert_recall", none.recall())))
        .isFalse();
    assertThat(Requirement.parse("nonesuch<=1").met(Map.of())).isFalse();
  }

  @Test
  void requirement_isMetAtItsBound() {
    assertThat(Requirement.parse("live.time_p95_s<=0.2").met(Map.of("live.time_p95_s", 0.2)))
        .isTrue();
    assertThat(Requirement.parse("alert_recall >= 0.98").met(Map.of("alert_recall", 0.97)))
        .isFalse();
  }

  @Test
  void timeError_isOfEachMarkOnce_byRegime() {
    TimeScore score = new TimeScore(Map.of("P1 watch-1", "live", "P1 phone-1", "batch-only"));
    score.truth("P1", "watch-1", "mark-0", 1000);
    score.truth("P1", "watch-1", "mark-1", 2000);
    score.truth("P1", "watch-1", "mark-2", 3000);
    score.truth("P1", "phone-1", "mark-0", 1000);
    score.told("P1", "watch-1", "mark-0", 1_100_000, 150_000);
    score.told("P1", "watch-1", "mark-1", 1_500_000, 150_000);
    score.told("P1", "watch-1", "mark-1", 9_500_000, 150_000);
    score.told("P1", "phone-1", "mark-0", 3_500_000, Double.NaN);
    TimeScore.Group live = score.groups().get("live");
    assertThat(live).isNotNull();
    assertThat(live.found()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(live.quantile(0.5)).isCloseTo(0.1, within(1e-9));
    assertThat(live.quantile(0.95)).isCloseTo(0.5, within(1e-9));
    assertThat(live.coverage()).isEqualTo(0.5);
    assertThat(score.all().overASecond()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(score.all().stated()).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void kappa_isWhatIsBeyondChance() {
    // Cohen's own form: 20 and 15 on the diagonal, 5 and 10 off it.
    Agreement agreement = new Agreement();
    add(agreement, "yes", "yes", 20);
    add(agreement, "yes", "no", 5);
    add(agreement, "no", "yes", 10);
    add(agreement, "no", "no", 15);
    assertThat(agreement.share()).isCloseTo(0.7, within(1e-12));
    assertThat(agreement.kappa()).isCloseTo(0.4, within(1e-12));
  }

  @Test
  void minutes_areWhatCoversTheirMiddle_whileTheWatchIsWorn() {
    MinuteScore score = new MinuteScore(0, 10 * MINUTE);
    score.truth("P1", "wear", 0, 8, "worn");
    score.truth("P1", "wear", 8 * MINUTE, 2, "not_worn");
    score.truth("P1", "sleep", 0, 4, "DEEP");
    score.truth("P1", "sleep", 4 * MINUTE, 6, "AWAKE");
    // A little late, as a corrected clock is.
    score.told("P1", "wear", 200_000, 8 * MINUTE * 1000 + 200_000, "worn");
    score.told("P1", "sleep_stage", 200_000, 5 * MINUTE * 1000 + 200_000, "DEEP");
    assertThat(score.wear().minutes()).isEqualTo(10);
    assertThat(score.wear().share()).isCloseTo(0.8, within(1e-12));
    assertThat(score.stages().minutes()).isEqualTo(8);
    assertThat(score.stages().share()).isCloseTo(7 / 8.0, within(1e-12));
  }

  private static void add(Agreement agreement, String truth, String told, int times) {
    for (int i = 0; i < times; i++) {
      agreement.add(truth, told);
    }
  }

  private static double recall(List<TrueAlert> truth, Told told) {
    return new AlertScore(truth, List.of(told))
        .figures(AlertScore.Which.ALL, (_, _) -> true)
        .recall();
  }

  private static TrueAlert episode(String who, long raised, long resolved, long decidable) {
    return new TrueAlert(
        "S",
        who,
        "D",
        "high-heart-rate",
        raised * MINUTE,
        resolved * MINUTE,
        130,
        decidable * MINUTE + 2000);
  }

  private static Told told(String who, long raised, long resolved, boolean live) {
    return new Told(
        who,
        "D",
        "high-heart-rate",
        raised * MINUTE,
        resolved * MINUTE,
        raised * MINUTE + 2000,
        live);
  }
}
