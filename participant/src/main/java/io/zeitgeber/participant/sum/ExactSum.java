package io.zeitgeber.participant.sum;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The exact sum of any number of doubles, or of their squares. The same terms give the same sum in
 * whatever order and grouping they came, and what is read from it is rounded once.
 *
 * <p>A value is {@code high + (middle · 2^64 + low) / 2^128} in two's complement; only what does
 * not fit there (beyond 2^63, or finer than 2^-128) is one big integer in units of 2^-2148, half a
 * bit below the square of the smallest double. Each value has one form, so equal sums are equal
 * objects and have equal bytes.
 */
public final class ExactSum {

  /** The sum of no terms. */
  public static final ExactSum ZERO = new ExactSum(0, 0, 0, null);

  /** Binary places of {@link #beyond}: enough for the square of the smallest double. */
  static final int BEYOND_PLACES = 2148;

  /** Binary places of the three limbs. */
  static final int LIMB_PLACES = 128;

  /** No sum of fewer than 2^63 squares of doubles needs more bytes than this. */
  private static final int MAX_BYTES = 600;

  private static final int LIMB_BITS = 192;

  private final long high;
  private final long middle;
  private final long low;
  private final @Nullable BigInteger beyond;

  private ExactSum(long high, long middle, long low, @Nullable BigInteger beyond) {
    this.high = high;
    this.middle = middle;
    this.low = low;
    this.beyond = beyond;
  }

  /** The sum of finite values. */
  public static ExactSum of(double... values) {
    ExactAccumulator sum = new ExactAccumulator();
    for (double value : values) {
      sum.add(value);
    }
    return sum.sum();
  }

  static ExactSum ofLimbs(long high, long middle, long low) {
    return (high | middle | low) == 0 ? ZERO : new ExactSum(high, middle, low, null);
  }

  /** The value of so many units of 2^-2148, in its one form. */
  static ExactSum ofBeyond(BigInteger units) {
    int spare = BEYOND_PLACES - LIMB_PLACES;
    boolean fits =
        units.signum() == 0
            || (units.getLowestSetBit() >= spare
                && units.shiftRight(spare).bitLength() < LIMB_BITS);
    if (!fits) {
      return new ExactSum(0, 0, 0, units);
    }
    BigInteger limbs = units.shiftRight(spare);
    return ofLimbs(
        limbs.shiftRight(128).longValue(), limbs.shiftRight(64).longValue(), limbs.longValue());
  }

  /** This sum with one more finite term. */
  public ExactSum add(double value) {
    ExactAccumulator sum = new ExactAccumulator(this);
    sum.add(value);
    return sum.sum();
  }

  /** This sum with the exact square of a finite value as one more term. */
  public ExactSum addSquare(double value) {
    ExactAccumulator sum = new ExactAccumulator(this);
    sum.addSquare(value);
    return sum.sum();
  }

  /** The sum of the terms of both. */
  public ExactSum add(ExactSum other) {
    ExactAccumulator sum = new ExactAccumulator(this);
    sum.add(other);
    return sum.sum();
  }

  /** The double nearest to the sum; infinite where that is out of a double's range. */
  public double doubleValue() {
    return isSmallInteger() ? (double) high : Rounding.nearest(units(), BigInteger.ONE, -places());
  }

  /** The sum divided once by the count and rounded once to the nearest double. */
  public double mean(long count) {
    if (count <= 0) {
      throw new IllegalArgumentException("a mean needs at least one term");
    }
    return isSmallInteger() && count <= 1L << Double.PRECISION
        ? (double) high / (double) count
        : Rounding.nearest(units(), BigInteger.valueOf(count), -places());
  }

  /**
   * The sample standard deviation (n − 1), rounded once: the double nearest to the square root of
   * the exact quotient. NaN below two terms.
   *
   * @param squares sum of the squares of the same terms
   */
  public static double deviation(ExactSum sum, ExactSum squares, long count) {
    if (count < 2) {
      return Double.NaN;
    }
    int places = Math.max(2 * sum.places(), squares.places());
    places += places & 1;
    BigInteger n = BigInteger.valueOf(count);
    BigInteger ofSquares = squares.units().shiftLeft(places - squares.places());
    BigInteger squared = sum.units().pow(2).shiftLeft(places - 2 * sum.places());
    BigInteger spread = ofSquares.multiply(n).subtract(squared);
    if (spread.signum() < 0) {
      throw new IllegalArgumentException("the squares are not those of the terms of the sum");
    }
    return Rounding.nearestRoot(spread, n.multiply(n.subtract(BigInteger.ONE)), -places);
  }

  /** The value itself. */
  public BigDecimal exact() {
    int places = places();
    BigInteger units = units();
    return places == 0
        ? new BigDecimal(units)
        : new BigDecimal(units.multiply(BigInteger.valueOf(5).pow(places)), places);
  }

  /**
   * The one byte form of this value: how many binary places it has (two bytes where it has 128 or
   * more, else one), then so many units as a shortest big-endian two's complement.
   */
  public byte[] toBytes() {
    int places = places();
    byte[] units = units().toByteArray();
    int head = places < 0x80 ? 1 : 2;
    byte[] bytes = new byte[head + units.length];
    if (head == 1) {
      bytes[0] = (byte) places;
    } else {
      bytes[0] = (byte) (0x80 | (places >> 8));
      bytes[1] = (byte) places;
    }
    System.arraycopy(units, 0, bytes, head, units.length);
    return bytes;
  }

  /**
   * Reads what {@link #toBytes()} wrote.
   *
   * @throws IllegalArgumentException if no sum has these bytes
   */
  public static ExactSum fromBytes(byte[] bytes) {
    int head = bytes.length > 0 && bytes[0] < 0 ? 2 : 1;
    if (bytes.length <= head || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("not the bytes of an exact sum");
    }
    int places = head == 1 ? bytes[0] : (bytes[0] & 0x7f) << 8 | (bytes[1] & 0xff);
    BigInteger units = new BigInteger(bytes, head, bytes.length - head);
    ExactSum sum =
        places > BEYOND_PLACES ? ZERO : ofBeyond(units.shiftLeft(BEYOND_PLACES - places));
    if (!Arrays.equals(sum.toBytes(), bytes)) {
      throw new IllegalArgumentException("not the one form of an exact sum");
    }
    return sum;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExactSum that
        && high == that.high
        && middle == that.middle
        && low == that.low
        && (beyond == null ? that.beyond == null : beyond.equals(that.beyond));
  }

  @Override
  public int hashCode() {
    long mixed = (high * 31 + middle) * 31 + low;
    return Long.hashCode(mixed) ^ (beyond == null ? 0 : beyond.hashCode());
  }

  @Override
  public String toString() {
    return exact().toPlainString();
  }

  long high() {
    return high;
  }

  long middle() {
    return middle;
  }

  long low() {
    return low;
  }

  @Nullable BigInteger beyond() {
    return beyond;
  }

  /** The three limbs as one number, in units of 2^-128. */
  static BigInteger limbs(long high, long middle, long low) {
    byte[] bytes = new byte[LIMB_BITS / 8];
    for (int at = 0; at < 8; at++) {
      int shift = 56 - 8 * at;
      bytes[at] = (byte) (high >> shift);
      bytes[8 + at] = (byte) (middle >> shift);
      bytes[16 + at] = (byte) (low >> shift);
    }
    return new BigInteger(bytes);
  }

  /** Whether a double holds this value without rounding because it is a whole number below 2^53. */
  private boolean isSmallInteger() {
    return (middle | low) == 0
        && beyond == null
        && Math.abs(high) <= 1L << Double.PRECISION
        && high != Long.MIN_VALUE;
  }

  /** The least number of binary places with which the value is whole. */
  private int places() {
    if (beyond != null) {
      return Math.max(0, BEYOND_PLACES - beyond.getLowestSetBit());
    }
    if (low != 0) {
      return LIMB_PLACES - Long.numberOfTrailingZeros(low);
    }
    return middle == 0 ? 0 : 64 - Long.numberOfTrailingZeros(middle);
  }

  /** The value in units of 2^-{@link #places()}. */
  private BigInteger units() {
    if (beyond != null) {
      return beyond.shiftRight(BEYOND_PLACES - places());
    }
    return (middle | low) == 0
        ? BigInteger.valueOf(high)
        : limbs(high, middle, low).shiftRight(LIMB_PLACES - places());
  }
}
