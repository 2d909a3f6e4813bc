package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** An alert of the topic as a person reads it. */
final class AlertSentence {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private AlertSentence() {}

  /**
   * One line: when by event time, who, which rule, and why. What a newer release adds to the topic
   * is told by its names.
   */
  static String of(JsonNode alert) {
    if (alert.path("kind").asText().equals("data")) {
      return DataAlertSentence.of(alert);
    }
    String who = alert.path("study").asText() + "/" + alert.path("participant").asText();
    String head =
        SECOND.format(Instant.parse(alert.path("event_time").asText()))
            + "  "
            + who
            + "  "
            + alert.path("rule").asText();
    return head + words(alert) + (isLate(alert) ? " [retrospective]" : "");
  }

  private static String words(JsonNode alert) {
    String lifecycle = alert.path("lifecycle").asText();
    return switch (lifecycle) {
      case "raised" ->
          ": "
              + mean(alert)
              + " (personal limit "
              + number(alert, "threshold")
              + ", "
              + alert.path("samples").asText()
              + " readings)";
      case "resolved" ->
          " is over: " + mean(alert) + " (over at " + number(alert, "clear_at") + ")";
      default -> " " + lifecycle + " by " + alert.path("by").asText("somebody");
    };
  }

  private static String mean(JsonNode alert) {
    return alert.path("statistic").asText("mean")
        + " "
        + alert.path("channel").asText().replace('_', ' ')
        + " over "
        + number(alert, "window_s")
        + " s was "
        + rounded(alert)
        + " "
        + alert.path("unit").asText();
  }

  private static String rounded(JsonNode alert) {
    return alert.path("value").decimalValue().setScale(1, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String number(JsonNode alert, String field) {
    BigDecimal number = alert.path(field).decimalValue();
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static boolean isLate(JsonNode alert) {
    return alert.path("timeliness").asText().equals("retrospective");
  }
}
