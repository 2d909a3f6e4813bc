package io.zeitgeber.persistence.timeline;

import io.zeitgeber.participant.protocol.ResultRules;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * What a result says of how it came about.
 *
 * @param unit of its value; empty where it has codes
 * @param parameters that its rule ran with
 */
record Derivation(String unit, String parameters) {

  /** Of a rule under a protocol. */
  static Derivation of(String rule, ResultRules rules) {
    return switch (rule) {
      case "wear" -> new Derivation("", wear(rules.wear()));
      case "sleep-episode" -> new Derivation("min", sleep(rules.sleep()));
      case "steps-while-asleep" -> new Derivation("steps", sleep(rules.sleep()));
      case "screen-while-asleep" ->
          new Derivation(
              "s", sleep(rules.sleep()) + " longest=" + span(rules.screen().longestMicros()));
      case "heart-rate-at-rest" -> new Derivation("beats/min", rest(rules.rest()));
      default -> new Derivation("", "");
    };
  }

  private static String wear(ResultRules.Wear wear) {
    return "join=" + span(wear.joinMicros()) + " pulse=" + String.join(",", wear.pulse());
  }

  private static String sleep(ResultRules.Sleep sleep) {
    return String.format(
        Locale.ROOT,
        "asleep=%s gap=%s least=%s",
        String.join(",", sleep.asleep()),
        span(sleep.gapMicros()),
        span(sleep.leastMicros()));
  }

  private static String rest(ResultRules.Rest rest) {
    return "still=" + span(rest.stillMicros()) + " least_minutes=" + rest.leastMinutes();
  }

  private static String span(long micros) {
    return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString() + "s";
  }
}
