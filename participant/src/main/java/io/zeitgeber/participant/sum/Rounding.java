package io.zeitgeber.participant.sum;

import java.math.BigInteger;

/** Rounds an exact quotient, or the root of one, once: to the nearest double, ties to even. */
final class Rounding {

  /** More than a double's 53 bits and a guard bit; what lies below is kept as one sticky bit. */
  private static final int KEPT_BITS = 64;

  private Rounding() {}

  /** The double nearest to {@code dividend / divisor · 2^scale}; the divisor is positive. */
  static double nearest(BigInteger dividend, BigInteger divisor, int scale) {
    if (dividend.signum() == 0) {
      return 0.0;
    }
    BigInteger magnitude = dividend.abs();
    int shift = Math.max(0, KEPT_BITS + divisor.bitLength() - magnitude.bitLength() + 1);
    BigInteger[] quotient = magnitude.shiftLeft(shift).divideAndRemainder(divisor);
    double nearest = binary(quotient[0], quotient[1].signum() != 0, scale - shift);
    return dividend.signum() < 0 ? -nearest : nearest;
  }

  /**
   * The double nearest to {@code √(dividend / divisor · 2^scale)}; neither is negative, the scale
   * is even.
   */
  static double nearestRoot(BigInteger dividend, BigInteger divisor, int scale) {
    if (dividend.signum() == 0) {
      return 0.0;
    }
    int shift = Math.max(0, 2 * KEPT_BITS + divisor.bitLength() - dividend.bitLength() + 2);
    shift += shift & 1;
    BigInteger[] quotient = dividend.shiftLeft(shift).divideAndRemainder(divisor);
    BigInteger[] root = quotient[0].sqrtAndRemainder();
    boolean inexact = root[1].signum() != 0 || quotient[1].signum() != 0;
    return binary(root[0], inexact, (scale - shift) / 2);
  }

  /** Rounds {@code (whole + a little, if sticky) · 2^scale}; whole has at least 64 bits. */
  private static double binary(BigInteger whole, boolean sticky, int scale) {
    int top = whole.bitLength() - 1 + scale;
    if (top > Double.MAX_EXPONENT) {
      return Double.POSITIVE_INFINITY;
    }
    int lowest = Math.max(top - (Double.PRECISION - 1), Double.MIN_EXPONENT - Double.PRECISION + 1);
    int dropped = lowest - scale;
    long kept = whole.shiftRight(dropped).longValue();
    boolean half = whole.testBit(dropped - 1);
    boolean more = sticky || whole.getLowestSetBit() < dropped - 1;
    if (half && (more || (kept & 1) == 1)) {
      kept++;
    }
    return Math.scalb((double) kept, lowest);
  }
}
