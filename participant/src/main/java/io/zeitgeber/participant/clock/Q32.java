package io.zeitgeber.participant.clock;

/**
 * Exact arithmetic for rates: a rate is a {@code long} in units of 2⁻³², so 1 ppm is 4295 and the
 * resolution 0.23 ppb. No floating point, hence the same bits on every machine and in every mode of
 * the compiler.
 */
final class Q32 {
  static final long PPM = 4295;

  private Q32() {}

  /** The product of a rate and a time, rounded down; exact for any time. */
  static long mul(long rate, long micros) {
    return (Math.multiplyHigh(rate, micros) << 32) | ((rate * micros) >>> 32);
  }

  /** {@code dy / dx} as a rate, rounded down; {@code |dy| < 2³⁰}. */
  static long rate(long dy, long dx) {
    return Math.floorDiv(dy << 32, dx);
  }

  /** Between two points, rounded down; at or outside them where {@code x} is. */
  static long between(long x, long x0, long y0, long x1, long y1) {
    long dx = x1 - x0;
    if (dx <= 0) {
      return y0;
    }
    long dy = y1 - y0;
    long t = x - x0;
    long low = dy * t;
    if (Math.multiplyHigh(dy, t) == low >> 63) {
      return y0 + Math.floorDiv(low, dx);
    }
    return y0 + mul(Math.floorDiv(dy << 20, dx) << 12, t);
  }

  /** Sign of {@code a·b − c·d}, exact. */
  static int compareProducts(long a, long b, long c, long d) {
    long left = Math.multiplyHigh(a, b);
    long right = Math.multiplyHigh(c, d);
    return left != right ? Long.compare(left, right) : Long.compareUnsigned(a * b, c * d);
  }
}
