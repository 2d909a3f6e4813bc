package io.zeitgeber.bench.clock;

import java.util.SplittableRandom;

/** Draws from the distributions that devices and networks follow. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  double uniform() {
    return random.nextDouble();
  }

  double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  boolean once(double probability) {
    return random.nextDouble() < probability;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  double normal(double deviation) {
    return deviation * random.nextGaussian();
  }

  double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  double logNormal(double median, double sigma) {
    return median * Math.exp(sigma * random.nextGaussian());
  }

  /** Pareto with shape 1.5. */
  double pareto(double least) {
    return least / Math.pow(1 - random.nextDouble(), 1 / 1.5);
  }
}
