package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** An alert about data, as a person reads it. */
final class DataAlertSentence {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private DataAlertSentence() {}

  /** One line: when by received time, who, which rule, and what is missing. */
  static String of(JsonNode alert) {
    String head = time(alert, "event_time") + "  " + who(alert) + "  " + text(alert, "rule");
    String lifecycle = text(alert, "lifecycle");
    return switch (lifecycle) {
      case "raised" -> head + ": " + raised(alert);
      case "resolved" -> head + " is over: " + over(alert);
      default -> head + " " + lifecycle + " by " + alert.path("by").asText("somebody");
    };
  }

  private static String who(JsonNode alert) {
    String study = text(alert, "study");
    return alert.has("participant") ? study + "/" + text(alert, "participant") : study;
  }

  private static String raised(JsonNode alert) {
    return switch (text(alert, "rule")) {
      case "no-data" ->
          "nothing of "
              + channel(alert)
              + " came since "
              + time(alert, "last_received")
              + " (silent after "
              + span(alert)
              + ")";
      case "flat-line" ->
          "%s says %s of %s for %s"
              .formatted(device(alert), value(alert), channel(alert), span(alert));
      case "all-zero" ->
          "%s says nothing but 0 of %s for %s"
              .formatted(device(alert), channel(alert), span(alert));
      case "low-battery" ->
          "%s is at %s %% (low below %s)"
              .formatted(device(alert), value(alert), number(alert, "threshold"));
      case "low-wear" ->
          "worn %s h (enough from %s)".formatted(value(alert), number(alert, "clear_at"));
      case "clock-step" -> "the clock of %s stepped by %s s".formatted(device(alert), value(alert));
      case "unknown-device" -> device(alert) + " is not registered: its records are refused";
      case "cohort-silence" ->
          "%s of %s participants fell silent within %s"
              .formatted(number(alert, "silent"), number(alert, "participants"), span(alert));
      default -> text(alert, "channel");
    };
  }

  private static String over(JsonNode alert) {
    return switch (text(alert, "cause")) {
      case "status" -> "nobody waits for data any more";
      case "quiet" -> "not seen again since " + time(alert, "last_received");
      case "registered" -> "the device is registered";
      default ->
          switch (text(alert, "rule")) {
            case "no-data" -> "data came at " + time(alert, "event_time");
            case "cohort-silence" ->
                "%s of %s are silent still"
                    .formatted(number(alert, "silent"), number(alert, "participants"));
            case "low-battery" -> device(alert) + " is at " + value(alert) + " %";
            case "low-wear" -> "worn " + value(alert) + " h";
            default -> "values vary again";
          };
    };
  }

  private static String device(JsonNode alert) {
    return alert.path("device").asText("a device");
  }

  private static String channel(JsonNode alert) {
    return text(alert, "channel").replace('_', ' ');
  }

  private static String text(JsonNode alert, String field) {
    return alert.path(field).asText();
  }

  private static String time(JsonNode alert, String field) {
    return alert.has(field) ? SECOND.format(Instant.parse(text(alert, field))) : "ever";
  }

  private static String span(JsonNode alert) {
    long seconds = alert.path("window_s").asLong();
    if (seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  private static String value(JsonNode alert) {
    BigDecimal value = alert.path("value").decimalValue().setScale(1, RoundingMode.HALF_EVEN);
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  private static String number(JsonNode alert, String field) {
    BigDecimal number = alert.path(field).decimalValue();
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
