package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.body.Minutes;
import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.scenario.Regime;
import java.util.ArrayList;
import java.util.List;

/**
 * A clock's error through true time: a tolerance, a random walk of 0.5 ppm a day, the parabola of a
 * tuning-fork crystal over its temperature (−0.034 ppm/K² about 25 °C) with ten minutes of thermal
 * lag, and {@link Faults}. Straight within a minute, so that any instant of the stretch in hand can
 * be asked for.
 */
final class DeviceClock {
  private static final double WALK_PPM_PER_ROOT_DAY = 0.5;
  private static final double LAG_MINUTES = 10;

  private final Dice dice;
  private final boolean perfect;
  private final double basePpm;
  private final double parabola;
  private final boolean harsh;
  private final List<Faults.Fault> faults;
  private final List<ClockStep> steps = new ArrayList<>();
  private int nextFault;
  private double errorMicros;
  private double walkPpm;
  private double celsius = 32;
  private double airCelsius = 15;
  private boolean onWrist = true;
  private final long[] pieceFrom = new long[Minutes.LENGTH * 3 + 16];
  private final double[] pieceError = new double[pieceFrom.length];
  private final double[] piecePpm = new double[pieceFrom.length];
  private int pieces;

  DeviceClock(Regime regime, Kind kind, Dice dice, Faults drawn) {
    this.dice = dice;
    this.perfect = regime == Regime.TRUSTED;
    this.harsh = regime.fault() == Regime.ClockFault.TEMPERATURE;
    double tolerance = harsh ? 150 + 50 * dice.unit() : kind.tolerancePpm * dice.unit();
    this.basePpm = dice.unit() < 0.5 ? tolerance : -tolerance;
    this.parabola = -0.034 * (harsh ? 3 : kind == Kind.PHONE ? 0.5 : 1);
    this.errorMicros = drawn.first(regime);
    this.faults = drawn.of(regime);
  }

  /** The jumps so far. */
  List<ClockStep> steps() {
    return steps;
  }

  /** The error it has now, in microseconds. */
  double errorMicros() {
    return errorMicros;
  }

  /** Runs through a stretch; after that, its instants can be asked for. */
  void run(Minutes minutes) {
    pieces = 0;
    for (int i = 0; i < Minutes.LENGTH; i++) {
      warm(minutes, i);
      long from = minutes.fromMillis() + i * Minutes.MINUTE;
      piece(from);
      long until = from + Minutes.MINUTE;
      while (nextFault < faults.size() && faults.get(nextFault).atMillis() < until) {
        Faults.Fault fault = faults.get(nextFault++);
        pass(Math.max(from, fault.atMillis()));
        from = Math.max(from, fault.atMillis());
        jump(fault, from);
        piece(from);
      }
      pass(until);
    }
  }

  /** What it shows at a true instant of the stretch, or a little after it. */
  long millis(long trueMillis) {
    int at = pieces - 1;
    while (at > 0 && pieceFrom[at] > trueMillis) {
      at--;
    }
    if (perfect) {
      return trueMillis;
    }
    double error = pieceError[at] + piecePpm[at] * 1e-3 * (trueMillis - pieceFrom[at]);
    return Math.floorDiv(trueMillis * 1000 + Math.round(error), 1000L);
  }

  private void warm(Minutes minutes, int minute) {
    boolean worn = minutes.wear(minute) == Minutes.Wear.WORN;
    if (onWrist && !worn) {
      airCelsius = harsh ? dice.between(-5, 20) : dice.between(5, 22);
    }
    onWrist = worn;
    celsius += ((worn ? 33 : airCelsius) - celsius) / LAG_MINUTES;
    walkPpm += WALK_PPM_PER_ROOT_DAY * StrictMath.sqrt(1 / 1440.0) * dice.gaussian();
  }

  private double ppm() {
    return basePpm + walkPpm + parabola * (celsius - 25) * (celsius - 25);
  }

  private void piece(long from) {
    pieceFrom[pieces] = from;
    pieceError[pieces] = errorMicros;
    piecePpm[pieces] = ppm();
    pieces++;
  }

  private void pass(long until) {
    int last = pieces - 1;
    errorMicros = pieceError[last] + piecePpm[last] * 1e-3 * (until - pieceFrom[last]);
  }

  private void jump(Faults.Fault fault, long atMillis) {
    double before = errorMicros;
    if (fault.epochMicros() >= 0) {
      errorMicros = fault.epochMicros() - atMillis * 1000.0;
    } else {
      errorMicros = fault.sets() ? fault.addsMicros() : errorMicros + fault.addsMicros();
    }
    steps.add(new ClockStep(atMillis, Math.round(errorMicros - before), fault.cause()));
  }
}
