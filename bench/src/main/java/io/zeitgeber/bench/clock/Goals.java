package io.zeitgeber.bench.clock;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a regime is held to. Seconds; NaN where nothing is promised.
 *
 * @param excess median of the last version's error less the least delay
 * @param p95 of the last version's error
 * @param p99 likewise
 * @param aboveSecond share of samples whose last version is off by more than a second
 * @param found share of the true steps that are found
 * @param falsePerWeek segments opened without a step, per device and week
 */
record Goals(
    double excess, double p95, double p99, double aboveSecond, double found, double falsePerWeek) {
  private static final double NOT = Double.NaN;

  static Goals of(Regime regime) {
    return switch (regime) {
      case LIVE -> new Goals(0.015, 0.2, 0.22, 0, NOT, 0.05);
      case LIVE_BATCH -> new Goals(0.015, 0.2, 0.24, 0, NOT, 0.05);
      case STEP_1S -> new Goals(0.015, 0.2, 0.25, 0.0005, 1, 0.05);
      case STEP_1H -> new Goals(0.015, 0.2, 0.25, 0.007, 1, 0.05);
      case EPOCH_RESET -> new Goals(0.015, 0.22, 0.25, 0.003, 1, 0.05);
      case TEMP -> new Goals(0.02, 0.22, 0.3, 0, NOT, 0.7);
      case PHONE_NTP -> new Goals(0.015, 0.2, 0.22, 0.0001, 0.97, 0.05);
      case BATCH_HINT -> new Goals(0.09, 0.35, 0.9, 0.008, NOT, 0.05);
      case BATCH_STEP_HINT -> new Goals(0.09, 1, NOT, 0.05, 1, 0.05);
      case BATCH_ONLY -> new Goals(9, 18, 26, NOT, NOT, 0.05);
      case BATCH_STEP_1H -> new Goals(11, NOT, NOT, NOT, 0.75, 0.1);
    };
  }

  /** What was missed, for people; empty if nothing was. */
  List<String> missedBy(Score score) {
    List<String> missed = new ArrayList<>();
    atMost(missed, "excess p50", score.excess.seconds(0.5), excess);
    atMost(missed, "p95", score.settled.seconds(0.95), p95);
    atMost(missed, "p99", score.settled.seconds(0.99), p99);
    atMost(missed, "share > 1 s", score.settled.shareAboveSecond(), aboveSecond);
    atMost(missed, "false/week", score.falseSegments / score.deviceWeeks, falsePerWeek);
    if (score.stepsTrue > 0 && score.stepsFound < found * score.stepsTrue) {
      missed.add("found " + score.stepsFound + " of " + score.stepsTrue);
    }
    return missed;
  }

  private static void atMost(List<String> missed, String what, double is, double most) {
    if (is > most) {
      missed.add(String.format(Locale.ROOT, "%s %.4g > %.4g", what, is, most));
    }
  }
}
