package io.zeitgeber.participant.sum;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Adds up an {@link ExactSum} in place: the mutable half of it, for use inside one step. Whole
 * numbers cost one addition; other doubles of everyday size three; what fits no limb goes to a big
 * integer and is put into its one form by {@link #sum()}.
 */
public final class ExactAccumulator {
  private static final long FRACTION = (1L << 52) - 1;
  private static final int EXPONENT_OF_LAST_BIT = 1075;

  /** The greatest whole number whose square is a long. */
  private static final long GREATEST_ROOT = 3_037_000_499L;

  private long high;
  private long middle;
  private long low;
  private @Nullable BigInteger beyond;

  /** Nothing yet. */
  public ExactAccumulator() {}

  /** Goes on from a sum. */
  public ExactAccumulator(ExactSum from) {
    high = from.high();
    middle = from.middle();
    low = from.low();
    beyond = from.beyond();
  }

  /** A copy of its own. */
  public ExactAccumulator copy() {
    ExactAccumulator copy = new ExactAccumulator();
    copy.high = high;
    copy.middle = middle;
    copy.low = low;
    copy.beyond = beyond;
    return copy;
  }

  /** Forgets all terms. */
  public void clear() {
    high = 0;
    middle = 0;
    low = 0;
    beyond = null;
  }

  /**
   * Adds a value.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public void add(double value) {
    long whole = (long) value;
    long next = high + whole;
    // 2^63 itself saturates to the greatest long, which equals it as a double.
    if (whole == value && whole != Long.MAX_VALUE && ((high ^ next) & (whole ^ next)) >= 0) {
      high = next;
    } else {
      addSlowly(value);
    }
  }

  /**
   * Adds the exact square of a value.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public void addSquare(double value) {
    long whole = (long) value;
    if (whole == value && Math.abs(whole) <= GREATEST_ROOT && whole != Long.MIN_VALUE) {
      addWhole(whole * whole);
    } else {
      addSquareSlowly(value);
    }
  }

  /** Adds all terms of another sum. */
  public void add(ExactSum other) {
    addLimbs(other.high(), other.middle(), other.low());
    addBeyond(other.beyond());
  }

  /** Adds all terms of another accumulator. */
  public void add(ExactAccumulator other) {
    if ((other.middle | other.low) == 0 && other.beyond == null) {
      addWhole(other.high);
    } else {
      addLimbs(other.high, other.middle, other.low);
      addBeyond(other.beyond);
    }
  }

  /** The sum so far. */
  public ExactSum sum() {
    return beyond == null ? ExactSum.ofLimbs(high, middle, low) : ExactSum.ofBeyond(all(beyond));
  }

  /** The sum so far divided once by the count and rounded once to the nearest double. */
  public double mean(long count) {
    boolean exact = (middle | low) == 0 && beyond == null && Math.abs(high) <= 1L << 53;
    return exact && high != Long.MIN_VALUE && count > 0 && count <= 1L << 53
        ? (double) high / (double) count
        : sum().mean(count);
  }

  private void addWhole(long whole) {
    long next = high + whole;
    if (((high ^ next) & (whole ^ next)) < 0) {
      spill();
      next = whole;
    }
    high = next;
  }

  private void addSlowly(double value) {
    long mantissa = mantissa(value);
    int exponent = exponent(value);
    int zeros = Long.numberOfTrailingZeros(mantissa);
    if (mantissa == 0) {
      return;
    }
    int shift = exponent + zeros + ExactSum.LIMB_PLACES;
    long odd = mantissa >>> zeros;
    if (shift < 0 || bits(odd) + shift > 190) {
      BigInteger units = BigInteger.valueOf(value < 0 ? -odd : odd);
      addBeyond(units.shiftLeft(exponent + zeros + ExactSum.BEYOND_PLACES));
    } else {
      addShifted(0, odd, shift, value < 0);
    }
  }

  private void addSquareSlowly(double value) {
    long mantissa = mantissa(value);
    int exponent = exponent(value);
    int zeros = Long.numberOfTrailingZeros(mantissa);
    if (mantissa == 0) {
      return;
    }
    int places = 2 * (exponent + zeros);
    int shift = places + ExactSum.LIMB_PLACES;
    long odd = mantissa >>> zeros;
    if (shift < 0 || 2 * bits(odd) + shift > 190) {
      BigInteger units = BigInteger.valueOf(odd).pow(2);
      addBeyond(units.shiftLeft(places + ExactSum.BEYOND_PLACES));
    } else {
      addShifted(Math.multiplyHigh(odd, odd), odd * odd, shift, false);
    }
  }

  /** Adds or subtracts {@code (top · 2^64 + bottom) · 2^shift} units of the lowest bit. */
  private void addShifted(long top, long bottom, int shift, boolean negative) {
    int within = shift & 63;
    long first = bottom << within;
    long second = top << within;
    long third = 0;
    if (within != 0) {
      second |= bottom >>> (64 - within);
      third = top >>> (64 - within);
    }
    long toHigh = shift < 64 ? third : shift < 128 ? second : first;
    long toMiddle = shift < 64 ? second : shift < 128 ? first : 0;
    long toLow = shift < 64 ? first : 0;
    if (negative) {
      toLow = -toLow;
      toMiddle = ~toMiddle + (toLow == 0 ? 1 : 0);
      toHigh = ~toHigh + (toLow == 0 && toMiddle == 0 ? 1 : 0);
    }
    addLimbs(toHigh, toMiddle, toLow);
  }

  private void addLimbs(long toHigh, long toMiddle, long toLow) {
    long nextLow = low + toLow;
    long carry = Long.compareUnsigned(nextLow, low) < 0 ? 1 : 0;
    long nextMiddle = middle + toMiddle;
    long carryHigh = Long.compareUnsigned(nextMiddle, middle) < 0 ? 1 : 0;
    long carriedMiddle = nextMiddle + carry;
    carryHigh += carry == 1 && carriedMiddle == 0 ? 1 : 0;
    long nextHigh = high + toHigh + carryHigh;
    if (overflows(toHigh, carryHigh)) {
      spill();
      addLimbs(toHigh, toMiddle, toLow);
      return;
    }
    low = nextLow;
    middle = carriedMiddle;
    high = nextHigh;
  }

  /** Whether high + other + carry leaves the range of a long; spilling first leaves high at 0. */
  private boolean overflows(long other, long carry) {
    long sum = high + other;
    boolean wrapped = ((high ^ sum) & (other ^ sum)) < 0;
    boolean carried = carry == 1 && sum == Long.MAX_VALUE;
    return wrapped ? !(carry == 1 && sum == Long.MAX_VALUE) : carried;
  }

  private void spill() {
    BigInteger units = ExactSum.limbs(high, middle, low);
    high = 0;
    middle = 0;
    low = 0;
    addBeyond(units.shiftLeft(ExactSum.BEYOND_PLACES - ExactSum.LIMB_PLACES));
  }

  private void addBeyond(@Nullable BigInteger units) {
    if (units != null) {
      beyond = beyond == null ? units : beyond.add(units);
    }
  }

  private BigInteger all(BigInteger units) {
    int spare = ExactSum.BEYOND_PLACES - ExactSum.LIMB_PLACES;
    return ExactSum.limbs(high, middle, low).shiftLeft(spare).add(units);
  }

  private static int bits(long odd) {
    return 64 - Long.numberOfLeadingZeros(odd);
  }

  private static long mantissa(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("only finite values have an exact sum");
    }
    long raw = Double.doubleToRawLongBits(value);
    long fraction = raw & FRACTION;
    return ((raw >>> 52) & 0x7ff) == 0 ? fraction : fraction | (FRACTION + 1);
  }

  private static int exponent(double value) {
    int biased = (int) (Double.doubleToRawLongBits(value) >>> 52) & 0x7ff;
    return Math.max(1, biased) - EXPONENT_OF_LAST_BIT;
  }
}
