package io.zeitgeber.simulator.cohort;

/**
 * SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere. Each person and watch has
 * dice of their own, so that one more of either changes nobody else.
 */
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /** Dice for the {@code index}-th of something, of a kind that {@code purpose} tells apart. */
  Dice(long seed, int purpose, int index) {
    state = mix(mix(mix(seed) + purpose) + index);
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** In [0, 1). */
  double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  double between(double from, double to) {
    return from + (to - from) * unit();
  }

  /** In 0 … bound − 1. */
  int below(int bound) {
    return (int) (unit() * bound);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
