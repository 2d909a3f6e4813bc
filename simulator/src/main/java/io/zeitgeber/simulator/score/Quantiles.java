package io.zeitgeber.simulator.score;

import java.util.Arrays;
import java.util.Collection;

/** Quantiles of a set, by nearest rank. */
record Quantiles(java.util.List<Double> ascending) {

  static Quantiles of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Quantiles(Arrays.stream(sorted).boxed().toList());
  }

  /** NaN where there are none. */
  double at(double share) {
    if (ascending.isEmpty()) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(share * ascending.size());
    return ascending.get(Math.max(0, rank - 1));
  }
}
