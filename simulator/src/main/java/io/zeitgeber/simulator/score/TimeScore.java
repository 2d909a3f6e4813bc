package io.zeitgeber.simulator.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Event times against true times, mark by mark: each mark has a code that is unique on its device,
 * so that there is no doubt which entry is which sample.
 */
final class TimeScore {
  private final Map<String, String> regimes;
  private final Map<String, Long> trueMillis = new HashMap<>();
  private final Map<String, Group> groups = new TreeMap<>();
  private final Group all = new Group();

  /** What is known of one regime's marks. */
  static final class Group {
    private final List<Double> errors = new ArrayList<>();
    private int expected;
    private int stated;
    private int covered;
    private int overASecond;
    private int repeated;

    /** Marks of the truth. */
    int expected() {
      return expected;
    }

    /** Share of the true marks that were found. */
    double found() {
      return expected == 0 ? Double.NaN : (double) errors.size() / expected;
    }

    /**
     * Share of the true marks that stand there more than once: repeats that were not recognised.
     */
    double repeated() {
      return expected == 0 ? Double.NaN : (double) repeated / expected;
    }

    double quantile(double share) {
      return Quantiles.of(errors).at(share);
    }

    double overASecond() {
      return errors.isEmpty() ? Double.NaN : (double) overASecond / errors.size();
    }

    /** Share of the marks with a stated uncertainty whose true time lies within it. */
    double coverage() {
      return stated == 0 ? Double.NaN : (double) covered / stated;
    }

    /** Share of the marks that have a stated uncertainty. */
    double stated() {
      return errors.isEmpty() ? Double.NaN : (double) stated / errors.size();
    }

    private void add(double offByS, double uncertaintyS) {
      errors.add(offByS);
      overASecond += offByS > 1 ? 1 : 0;
      if (!Double.isNaN(uncertaintyS)) {
        stated++;
        // Half a millisecond for the stamps, which are whole milliseconds.
        covered += offByS <= uncertaintyS + 0.0005 ? 1 : 0;
      }
    }
  }

  /**
   * @param regimes by {@code participant device}
   */
  TimeScore(Map<String, String> regimes) {
    this.regimes = regimes;
  }

  /** A mark of the truth. */
  void truth(String participant, String device, String code, long millis) {
    trueMillis.put(participant + ' ' + device + ' ' + code, millis);
    group(participant, device).expected++;
    all.expected++;
  }

  /**
   * A mark as Zeitgeber places it; what stands there again counts as repeated.
   *
   * @param uncertaintyMicros NaN where none is stated
   */
  void told(
      String participant, String device, String code, long eventMicros, double uncertaintyMicros) {
    Long truth = trueMillis.remove(participant + ' ' + device + ' ' + code);
    if (truth == null) {
      group(participant, device).repeated++;
      all.repeated++;
    } else {
      double offByS = Math.abs(eventMicros / 1e6 - truth / 1e3);
      group(participant, device).add(offByS, uncertaintyMicros / 1e6);
      all.add(offByS, uncertaintyMicros / 1e6);
    }
  }

  private Group group(String participant, String device) {
    String regime = regimes.getOrDefault(participant + ' ' + device, "unknown");
    return groups.computeIfAbsent(regime, _ -> new Group());
  }

  Map<String, Group> groups() {
    return groups;
  }

  Group all() {
    return all;
  }
}
