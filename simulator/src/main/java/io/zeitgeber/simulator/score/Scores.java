package io.zeitgeber.simulator.score;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Figures by name, over all and by regime; what {@code --json} shows and {@code --require} names.
 */
final class Scores {
  private final SequencedMap<String, Double> overall = new LinkedHashMap<>();
  private final SequencedMap<String, SequencedMap<String, Double>> regimes = new LinkedHashMap<>();

  void put(String name, double value) {
    overall.put(name, value);
  }

  void put(String regime, String name, double value) {
    regimes.computeIfAbsent(regime, _ -> new LinkedHashMap<>()).put(name, value);
  }

  SequencedMap<String, Double> overall() {
    return overall;
  }

  SequencedMap<String, SequencedMap<String, Double>> regimes() {
    return regimes;
  }

  /** All names, those of a regime as {@code REGIME.NAME}. */
  SequencedMap<String, Double> flat() {
    SequencedMap<String, Double> flat = new LinkedHashMap<>(overall);
    for (Map.Entry<String, SequencedMap<String, Double>> regime : regimes.entrySet()) {
      regime.getValue().forEach((name, value) -> flat.put(regime.getKey() + "." + name, value));
    }
    return flat;
  }
}
