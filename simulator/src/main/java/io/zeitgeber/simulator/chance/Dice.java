package io.zeitgeber.simulator.chance;

/**
 * SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere. Each person and device has
 * dice of their own, so that one more of either changes nobody else. The curved distributions use
 * {@link StrictMath}, whose bits are the same on every machine, never {@link Math}'s intrinsics.
 */
public final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /** Dice for the {@code index}-th of something, of a kind that {@code purpose} tells apart. */
  public Dice(long seed, int purpose, long index) {
    state = mix(mix(mix(seed) + purpose) + index);
  }

  public long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** In [0, 1). */
  public double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  public double between(double from, double to) {
    return from + (to - from) * unit();
  }

  /** In 0 … bound − 1. */
  public int below(int bound) {
    return (int) (unit() * bound);
  }

  /** True in this share of all throws; 0 throws nothing, so that what is off costs no chance. */
  public boolean happens(double share) {
    return share > 0 && unit() < share;
  }

  /** Normal, mean 0, deviation 1 (Box and Muller 1958). */
  public double gaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
    return radius * StrictMath.cos(2 * StrictMath.PI * unit());
  }

  /** Exponential with this mean. */
  public double exponential(double mean) {
    return -mean * StrictMath.log(1 - unit());
  }

  /** Log-normal with this median; {@code sigma} is the deviation of its logarithm. */
  public double logNormal(double median, double sigma) {
    return median * StrictMath.exp(sigma * gaussian());
  }

  /** Pareto beyond {@code least}: heavy tailed, as network delays are. */
  public double pareto(double least, double shape) {
    return least / StrictMath.pow(1 - unit(), 1 / shape);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
