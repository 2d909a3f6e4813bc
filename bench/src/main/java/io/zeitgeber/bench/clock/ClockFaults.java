package io.zeitgeber.bench.clock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When and how a device's clock is set. */
final class ClockFaults {
  private static final long EPOCH_2019 = 1_546_300_800 * Trace.SECOND;

  /**
   * One time that the clock is set.
   *
   * @param by the error after it, from the error before it
   */
  private record Setting(long trueMicros, Change by) {}

  private interface Change {
    double after(double errorMicros, long trueMicros);
  }

  private final List<Setting> settings = new ArrayList<>();
  private final List<long[]> made = new ArrayList<>();
  private int next;

  ClockFaults(Regime regime, int days, Chance chance) {
    long end = Trace.START + days * Trace.DAY;
    switch (regime.faults) {
      case SECOND -> twice(Trace.SECOND, days, chance);
      case HOUR -> twice(Trace.HOUR, days, chance);
      case RESET -> reset(days, chance);
      case NTP -> daily(end, chance);
      case NONE, TEMPERATURE -> {}
    }
    settings.sort(Comparator.comparingLong(Setting::trueMicros));
  }

  /** The error (device − true time) with which a device begins. */
  static double first(Regime regime, Chance chance) {
    if (regime.faults == Regime.Faults.NTP) {
      return chance.normal(5e4);
    }
    return switch (chance.below(4)) {
      case 0, 1 -> chance.normal(2e6);
      case 2 -> (chance.below(25) - 12) * (double) Trace.HOUR + chance.normal(2e6);
      default -> chance.between(-3, 3) * Trace.DAY;
    };
  }

  private void twice(long size, int days, Chance chance) {
    for (int step = 0; step < 2; step++) {
      double half = (days - 2.5) * Trace.DAY / 2;
      long at =
          Trace.START + Trace.DAY + Trace.DAY / 4 + (long) ((step + chance.uniform() * 0.8) * half);
      long by = chance.once(0.5) ? size : -size;
      settings.add(new Setting(at, (error, _) -> error + by));
    }
  }

  private void reset(int days, Chance chance) {
    long at = Trace.START + Trace.DAY + (long) (chance.uniform() * (days - 2) * Trace.DAY);
    long epoch = chance.once(0.5) ? EPOCH_2019 : 0;
    settings.add(new Setting(at, (_, now) -> epoch - (double) now));
    double after = chance.normal(2e5);
    long resync = at + (long) (chance.between(10, 120) * Trace.MINUTE);
    settings.add(new Setting(resync, (_, _) -> after));
  }

  private void daily(long end, Chance chance) {
    long at = Trace.START + (long) (chance.uniform() * Trace.DAY);
    while (at < end) {
      double after = chance.normal(5e4);
      settings.add(new Setting(at, (_, _) -> after));
      at += (long) (chance.between(0.8, 1.2) * Trace.DAY);
    }
  }

  /** The error after all settings up to a time. Times must ascend from call to call. */
  double applied(double errorMicros, long trueMicros) {
    double error = errorMicros;
    while (next < settings.size() && trueMicros >= settings.get(next).trueMicros()) {
      double before = error;
      error = settings.get(next).by().after(error, trueMicros);
      made.add(new long[] {trueMicros, (long) (before - error)});
      next++;
    }
    return error;
  }

  void tell(Trace trace) {
    trace.stepTruth = made.stream().mapToLong(step -> step[0]).toArray();
    trace.stepMicros = made.stream().mapToLong(step -> step[1]).toArray();
  }
}
