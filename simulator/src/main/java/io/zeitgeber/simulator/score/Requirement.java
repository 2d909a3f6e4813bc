package io.zeitgeber.simulator.score;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a figure has to reach: {@code time_p95_s<=0.2}, {@code live.alert_recall>=0.98}. */
record Requirement(String name, boolean atMost, double bound) {
  private static final Pattern FORM = Pattern.compile("([a-z0-9_.-]+)(<=|>=)([-+0-9.eE]+)");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for people
   */
  static Requirement parse(String text) {
    Matcher matcher = FORM.matcher(text.replace(" ", ""));
    if (matcher.matches()) {
      try {
        double bound = Double.parseDouble(matcher.group(3));
        return new Requirement(matcher.group(1), matcher.group(2).equals("<="), bound);
      } catch (NumberFormatException _) {
        // Falls through to the sentence below.
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no requirement: NAME<=X or NAME>=X, as in time_p95_s<=0.2");
  }

  /** Met; a figure that could not be measured meets nothing. */
  boolean met(Map<String, Double> figures) {
    Double figure = figures.get(name);
    if (figure == null || Double.isNaN(figure)) {
      return false;
    }
    return atMost ? figure <= bound : figure >= bound;
  }

  @Override
  public String toString() {
    return name
        + (atMost ? "<=" : ">=")
        + (bound == Math.rint(bound) ? (long) bound + "" : bound + "");
  }
}
