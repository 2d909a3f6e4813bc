package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.body.Minutes;
import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.scenario.Scenario;

/** Reads the heart with noise of its own, as often as the load's shape says. */
final class HeartSensor {
  private static final long HOUR = 3_600_000;

  private final int device;
  private final long everyMillis;
  private final Scenario.Load load;
  private final Dice dice;
  private final DeviceClock clock;
  private final Records made;
  private final Quirks quirks;
  private double noiseBpm;
  private long nextMillis;

  HeartSensor(
      int device,
      Kind kind,
      Scenario scenario,
      Dice dice,
      DeviceClock clock,
      Records made,
      Quirks quirks) {
    this.device = device;
    this.load = scenario.load();
    this.dice = dice;
    this.clock = clock;
    this.made = made;
    this.quirks = quirks;
    Scenario.Cadence every = scenario.every();
    this.everyMillis = kind == Kind.PATCH ? every.patchHeartRateMillis() : every.heartRateMillis();
  }

  /** The samples of one minute. */
  void live(Minutes minutes, long fromMillis) {
    long until = fromMillis + Minutes.MINUTE;
    if (nextMillis < fromMillis) {
      nextMillis = fromMillis + dice.below((int) Math.min(everyMillis, Minutes.MINUTE));
    }
    for (; nextMillis < until; nextMillis += spacing(nextMillis)) {
      // Sampled by the device's own timer: up to a fiftieth of the period late.
      long at = Math.min(until - 1, nextMillis + (long) (dice.unit() * everyMillis / 50));
      noiseBpm = noiseBpm * 0.9 + (dice.unit() - 0.5) * 3;
      int bpm = (int) Math.max(30, minutes.bpm(at) + noiseBpm + 0.5);
      quirks.heartRate(made, row(at, quirks.reading(at, bpm)), at);
    }
  }

  private int row(long atMillis, int bpm) {
    int row =
        made.add(Signal.HEART_RATE, device, atMillis, quirks.stamp(clock.millis(atMillis)), 0, bpm);
    made.receivedMillis(row, atMillis);
    return row;
  }

  private long spacing(long atMillis) {
    return switch (load.shape()) {
      case STEADY -> everyMillis;
      case DAILY -> {
        long hour = Math.floorMod(atMillis, 24 * HOUR) / HOUR;
        yield hour >= 7 && hour < 22 ? everyMillis : 3 * everyMillis;
      }
      case SPIKES ->
          Math.floorMod(atMillis, load.everyMillis()) < load.lastsMillis()
              ? Math.max(1, (long) (everyMillis / load.times()))
              : everyMillis;
    };
  }
}
