package io.zeitgeber.simulator.score;

import java.util.Map;
import java.util.TreeMap;

/** How often two tell the same code of a minute, and how much of that is beyond chance. */
final class Agreement {
  private final Map<String, Map<String, Long>> counts = new TreeMap<>();
  private long minutes;
  private long same;

  void add(String truth, String told) {
    counts.computeIfAbsent(truth, _ -> new TreeMap<>()).merge(told, 1L, Long::sum);
    minutes++;
    same += truth.equals(told) ? 1 : 0;
  }

  long minutes() {
    return minutes;
  }

  /** Share of the minutes with the true code; NaN without any. */
  double share() {
    return minutes == 0 ? Double.NaN : (double) same / minutes;
  }

  /** Cohen's kappa (Cohen 1960); NaN where chance alone explains all. */
  double kappa() {
    Map<String, Long> told = new TreeMap<>();
    counts.values().forEach(row -> row.forEach((code, n) -> told.merge(code, n, Long::sum)));
    double chance = 0;
    for (Map.Entry<String, Map<String, Long>> row : counts.entrySet()) {
      long ofTruth = row.getValue().values().stream().mapToLong(Long::longValue).sum();
      chance += (double) ofTruth * told.getOrDefault(row.getKey(), 0L);
    }
    double expected = minutes == 0 ? 1 : chance / minutes / minutes;
    return expected >= 1 ? Double.NaN : (share() - expected) / (1 - expected);
  }

  /** What was told of minutes that truly had a code: for people who want to know why. */
  Map<String, Map<String, Long>> counts() {
    return counts;
  }
}
