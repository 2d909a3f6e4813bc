package io.zeitgeber.bench.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The median of several rounds, and how far they lie apart.
 *
 * @param median of an even number of rounds: the mean of the middle two
 * @param least the smallest
 * @param most the greatest
 * @param rounds how many
 */
public record Spread(double median, double least, double most, int rounds) {

  /**
   * Of some figures.
   *
   * @throws IllegalArgumentException where there are none
   */
  public static Spread of(double... figures) {
    if (figures.length == 0) {
      throw new IllegalArgumentException("no figures");
    }
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  /** Of one figure of each of several results. */
  public static <T> Spread of(List<T> results, ToDoubleFunction<T> figure) {
    return of(results.stream().mapToDouble(figure).toArray());
  }

  /** How many times one is the other, round by round: rounds share the machine's mood. */
  public static Spread ratio(double[] ones, double[] others) {
    int rounds = Math.min(ones.length, others.length);
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ratios[i] = ones[i] / others[i];
    }
    return of(ratios);
  }

  /** Median, least and most as JSON. */
  public ObjectNode json() {
    ObjectNode node = Output.object();
    node.put("median", median).put("min", least).put("max", most).put("rounds", rounds);
    return node;
  }
}
