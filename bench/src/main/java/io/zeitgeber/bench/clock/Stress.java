package io.zeitgeber.bench.clock;

import java.util.stream.IntStream;

/** What no clock model was made for: how it fails, and that it comes back. */
enum Stress {
  CORRUPT_STAMPS("one stamp in 1000 wrong by up to 10 years", Regime.LIVE_BATCH),
  WHOLE_SECONDS("stamps cut to whole seconds", Regime.LIVE_BATCH),
  SLOW("one sample in 60 kept: 2 to 10 minutes apart", Regime.LIVE),
  SLOW_STEPS("the same, with steps of ±1 h", Regime.STEP_1H),
  LAG_10_MIN("a relay 5 minutes behind for 10 minutes", Regime.LIVE),
  LAG_20_MIN("the same for 20 minutes", Regime.LIVE),
  LAG_2_H("the same for 2 hours", Regime.LIVE),
  LAG_THRICE("the same for 30 minutes, three times", Regime.LIVE),
  ROUTE("400 ms more from the third day on", Regime.LIVE),
  SLOW_NETWORK("all delays five times as long", Regime.LIVE);

  private static final long MIDDLE = Trace.START + 60 * Trace.HOUR;
  private static final long LAG = 5 * Trace.MINUTE;
  private static final double TWENTY_YEARS = 20.0 * 365 * Trace.DAY;

  final String title;
  final Regime regime;

  Stress(String title, Regime regime) {
    this.title = title;
    this.regime = regime;
  }

  /** The trace as it would have come. */
  Trace on(Trace trace, long seed) {
    Chance chance = new Chance(seed);
    switch (this) {
      case CORRUPT_STAMPS -> corrupt(trace, chance);
      case WHOLE_SECONDS -> each(trace, at -> trace.device[at] = whole(trace.device[at]));
      case SLOW, SLOW_STEPS -> thin(trace);
      case LAG_10_MIN -> lag(trace, MIDDLE, 10 * Trace.MINUTE, LAG);
      case LAG_20_MIN -> lag(trace, MIDDLE, 20 * Trace.MINUTE, LAG);
      case LAG_2_H -> lag(trace, MIDDLE, 2 * Trace.HOUR, LAG);
      case LAG_THRICE -> {
        for (int time = 0; time < 3; time++) {
          lag(trace, MIDDLE + time * 8L * Trace.HOUR, 30 * Trace.MINUTE, LAG);
        }
      }
      case ROUTE -> lag(trace, MIDDLE, 1000 * Trace.HOUR, 400_000);
      case SLOW_NETWORK ->
          each(trace, at -> trace.received[at] += 4 * (trace.received[at] - trace.truth[at]));
    }
    trace.arrive();
    return trace;
  }

  private interface Change {
    void at(int sample);
  }

  private static void each(Trace trace, Change change) {
    IntStream.range(0, trace.size).forEach(change::at);
  }

  private static long whole(long micros) {
    return Math.floorDiv(micros, Trace.SECOND) * Trace.SECOND;
  }

  private static void corrupt(Trace trace, Chance chance) {
    each(
        trace,
        at -> {
          if (chance.below(1000) == 0) {
            trace.device[at] += (long) ((chance.uniform() - 0.5) * TWENTY_YEARS);
            trace.corrupt[at] = true;
          }
        });
  }

  private static void thin(Trace trace) {
    each(
        trace,
        at -> {
          if (at % 60 != 0) {
            trace.drop(at);
          }
        });
  }

  private static void lag(Trace trace, long from, long lasting, long by) {
    each(
        trace,
        at -> {
          if (trace.truth[at] >= from && trace.truth[at] < from + lasting) {
            trace.received[at] += by;
          }
        });
  }
}
