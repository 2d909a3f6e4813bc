package io.zeitgeber.bench.clock;

/**
 * A 32.768 kHz crystal on a body: a base error, a random walk of 0.5 ppm per √day, and the parabola
 * of temperature (−0.034 ppm/°C² about 25 °C) with ten minutes of lag, on and off the wrist.
 */
final class Oscillator {
  private static final double WALK_PPM = 0.5;
  private static final double PARABOLA = 0.034;
  private static final double LAG_MICROS = 10.0 * Trace.MINUTE;

  private final Chance chance;
  private final double basePpm;
  private final double temperatureFactor;
  private final boolean harsh;
  private double walkPpm;
  private double celsius = 32;
  private boolean worn = true;
  private double offWristCelsius = 15;
  private long wornUntil;

  Oscillator(Regime regime, DeviceClass kind, Chance chance) {
    this.chance = chance;
    harsh = regime.faults == Regime.Faults.TEMPERATURE;
    basePpm =
        harsh
            ? (chance.once(0.5) ? 1 : -1) * chance.between(150, 200)
            : kind.ppm * chance.between(-1, 1);
    temperatureFactor = harsh ? 3 : kind.temperatureFactor;
    wornUntil = Trace.START + (long) (chance.exponential(8) * Trace.HOUR);
  }

  /** Lets time pass; by how much the clock ran ahead meanwhile, in microseconds. */
  double advance(long trueMicros, long byMicros) {
    if (trueMicros >= wornUntil) {
      worn = !worn;
      wornUntil = trueMicros + (long) (chance.exponential(worn ? 8 : 3) * Trace.HOUR);
      offWristCelsius = harsh ? chance.between(-5, 20) : chance.between(5, 22);
    }
    double day = 2 * Math.PI * (trueMicros % Trace.DAY) / Trace.DAY;
    double target = worn ? 32 + 2 * Math.sin(day) : offWristCelsius;
    celsius += (target - celsius) * Math.min(1, byMicros / LAG_MICROS);
    walkPpm += chance.normal(WALK_PPM * Math.sqrt(byMicros / (double) Trace.DAY));
    double off = celsius - 25;
    double ppm = basePpm + walkPpm - PARABOLA * temperatureFactor * off * off;
    return ppm * 1e-6 * byMicros;
  }
}
