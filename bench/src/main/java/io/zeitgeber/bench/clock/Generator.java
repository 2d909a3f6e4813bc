package io.zeitgeber.bench.clock;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes one device's trace: a pure function of regime, kind of device, seed and days on one version
 * of the JDK (it uses transcendental functions; golden traces are kept as data).
 */
final class Generator {
  private static final double LOST = 0.002;
  private static final double DUPLICATED = 0.01;
  private static final double TAIL = 0.02;
  private static final double MEDIAN_DELAY = 8e4;
  private static final double SPREAD = 0.8;

  private final Regime regime;
  private final DeviceClass kind;
  private final Chance chance;
  private final long end;
  private final long floor;
  private final Trace trace;
  private final Spans offline;
  private final Spans congested;
  private final Uploads uploads;
  private double error;

  private Generator(Regime regime, DeviceClass kind, long seed, int days) {
    this.regime = regime;
    this.kind = kind;
    chance = new Chance(mix(seed, regime.stream, kind.stream));
    end = Trace.START + days * Trace.DAY;
    floor = kind.floorMicros(chance);
    trace = new Trace((int) ((end - Trace.START) / kind.periodMicros * 21 / 20) + 16);
    trace.floorMicros = floor;
    trace.warmUntil = Trace.START + regime.warmUpMicros();
    offline = offline();
    congested = Spans.congestion(end, chance);
    uploads = new Uploads(regime, floor, trace, chance);
  }

  static Trace trace(Regime regime, DeviceClass kind, long seed, int days) {
    return new Generator(regime, kind, seed, days).run(days);
  }

  private static long mix(long seed, int regime, int kind) {
    return (seed * 31 + regime) * 0x9E37_79B9_7F4A_7C15L + kind * 0xD1B5_4A32_D192_ED03L;
  }

  private Spans offline() {
    Spans spans =
        switch (regime.delivery) {
          case LIVE -> Spans.none();
          case MIXED -> Spans.offlineNowAndThen(end, chance);
          case UPLOADS, UPLOADS_WITH_HINTS -> Spans.betweenUploads(end, chance);
        };
    boolean radio = kind == DeviceClass.BLE && !regime.delivery.uploads();
    return radio ? spans.and(Spans.dropOuts(end, chance)) : spans;
  }

  private Trace run(int days) {
    ClockFaults faults = new ClockFaults(regime, days, chance);
    Oscillator oscillator = new Oscillator(regime, kind, chance);
    error = ClockFaults.first(regime, chance);
    for (long at = Trace.START; at < end; at += kind.periodMicros) {
      error += oscillator.advance(at, kind.periodMicros);
      error = faults.applied(error, at);
      if (!chance.once(LOST)) {
        sample(at);
      }
    }
    duplicate();
    trace.arrive();
    faults.tell(trace);
    uploads.tellHints();
    return trace;
  }

  private void sample(long at) {
    long truth = at + (long) (chance.uniform() * kind.periodMicros / 50);
    int place = trace.add(Trace.millis(truth + Math.round(error)), truth);
    if (offline.covers(truth)) {
      uploads.wait(place);
      boolean last = at + kind.periodMicros >= Math.min(offline.until(), end);
      if (last) {
        uploads.send(Math.min(offline.until(), end), error);
      }
    } else {
      trace.received[place] = truth + delay(truth);
    }
  }

  private long delay(long truth) {
    double delay = floor + chance.logNormal(MEDIAN_DELAY, SPREAD);
    if (chance.once(TAIL)) {
      delay += Math.min(30e6, chance.pareto(0.5e6));
    }
    if (congested.covers(truth)) {
      delay += chance.logNormal(2e6, 0.5);
    }
    return (long) delay;
  }

  /** One sample in a hundred comes once more, within a minute. */
  private void duplicate() {
    List<Integer> again = new ArrayList<>();
    for (int at = 0; at < trace.size; at++) {
      if (trace.sent(at) && chance.once(DUPLICATED)) {
        again.add(at);
      }
    }
    for (int at : again) {
      int copy = trace.add(trace.device[at], trace.truth[at]);
      trace.received[copy] = trace.received[at] + (long) (chance.uniform() * Trace.MINUTE);
    }
  }
}
