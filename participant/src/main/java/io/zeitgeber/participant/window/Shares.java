package io.zeitgeber.participant.window;

import java.math.BigInteger;

/**
 * Shares a value out over consecutive parts of its duration. A whole number goes in whole units: up
 * to each boundary it is the exact proportion rounded to the nearest unit, half upwards. Any other
 * is divided in floating point. In both, each part gets the difference between two running totals,
 * and exactly so: the parts add up to the value to the last bit.
 */
final class Shares {
  private static final double GREATEST_WHOLE = 0x1p53;

  private final double value;
  private final boolean whole;
  private final long durationMicros;
  private double given;

  Shares(double value, long durationMicros) {
    this.value = value;
    this.durationMicros = durationMicros;
    whole = value == Math.rint(value) && Math.abs(value) <= GREATEST_WHOLE;
  }

  /** Gives the cell what lies between the last boundary and this one. */
  void giveUpTo(long elapsedMicros, Cell cell) {
    double upTo;
    if (elapsedMicros >= durationMicros) {
      upTo = value;
    } else if (whole) {
      upTo = (double) rounded((long) value, elapsedMicros);
    } else {
      upTo = value * ((double) elapsedMicros / (double) durationMicros);
    }
    cell.adds(upTo);
    cell.adds(-given);
    given = upTo;
  }

  private long rounded(long units, long elapsedMicros) {
    long product = units * elapsedMicros;
    boolean fits = Math.multiplyHigh(units, elapsedMicros) == product >> 63;
    if (fits && Math.abs(product) < Long.MAX_VALUE / 4) {
      return Math.floorDiv(2 * product + durationMicros, 2 * durationMicros);
    }
    BigInteger twice = BigInteger.valueOf(2 * durationMicros);
    BigInteger exact = BigInteger.valueOf(units).multiply(BigInteger.valueOf(2 * elapsedMicros));
    BigInteger[] parts = exact.add(BigInteger.valueOf(durationMicros)).divideAndRemainder(twice);
    return parts[0].longValue() - (parts[1].signum() < 0 ? 1 : 0);
  }
}
