package io.zeitgeber.service.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.zeitgeber.service.query.v1.Alert;
import io.zeitgeber.service.query.v1.OriginRange;
import java.math.BigDecimal;
import java.text.ParseException;
import java.util.Locale;
import java.util.function.Consumer;

/** The JSON of the topic of alerts, as a message. Fields that a newer release adds are left out. */
final class AlertMessage {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private AlertMessage() {}

  static Alert of(String json) {
    try {
      return of(MAPPER.readTree(json));
    } catch (JsonProcessingException | ParseException broken) {
      throw new IllegalStateException("an alert that we wrote can't be read", broken);
    }
  }

  private static Alert of(JsonNode json) throws ParseException {
    Alert.Builder alert = Alert.newBuilder();
    text(json, "alert", alert::setAlert);
    text(json, "lifecycle", alert::setLifecycle);
    text(json, "kind", alert::setKind);
    text(json, "study", alert::setStudy);
    text(json, "site", alert::setSite);
    text(json, "participant", alert::setParticipant);
    text(json, "device", alert::setDevice);
    text(json, "rule", alert::setRule);
    text(json, "channel", alert::setChannel);
    text(json, "unit", alert::setUnit);
    text(json, "timeliness", alert::setTimeliness);
    text(json, "protocol", alert::setProtocol);
    text(json, "by", alert::setBy);
    text(json, "note", alert::setNote);
    text(json, "assignee", alert::setAssignee);
    text(json, "role", alert::setRole);
    text(json, "organisation", alert::setOrganisation);
    time(json, "event_time", alert::setEventTime);
    time(json, "triggered_at", alert::setTriggeredAt);
    time(json, "raised_at", alert::setRaisedAt);
    time(json, "at", alert::setAt);
    time(json, "until", alert::setUntil);
    if (json.path("authenticated").isBoolean()) {
      alert.setAuthenticated(json.path("authenticated").booleanValue());
    }
    if (json.path("evidence_moved_ms").isNumber()) {
      BigDecimal micros = json.path("evidence_moved_ms").decimalValue().multiply(THOUSAND);
      alert.setEvidenceMoved(Durations.fromMicros(micros.longValue()));
    }
    number(json, "value", alert::setValue);
    number(json, "threshold", alert::setThreshold);
    number(json, "clear_at", alert::setClearAt);
    if (json.path("window_s").isNumber()) {
      alert.setWindow(seconds(json.path("window_s").decimalValue()));
    }
    if (json.path("samples").isNumber()) {
      alert.setSamples(json.path("samples").intValue());
    }
    alert.setArrival(json.path("arrival").asLong());
    for (JsonNode origin : json.path("origins")) {
      alert.addOrigins(
          OriginRange.newBuilder()
              .setTopic(origin.path("topic").asText())
              .setPartition(origin.path("partition").asInt())
              .setFirst(origin.path("first").asLong())
              .setLast(origin.path("last").asLong())
              .setRecords(origin.path("records").asInt()));
    }
    return alert.setSentence(sentence(alert)).build();
  }

  private static Duration seconds(BigDecimal seconds) {
    return Durations.fromMicros(seconds.multiply(MILLION).longValue());
  }

  /** For example: high-heart-rate: mean heart rate over 60 s was 127.5 beats/min (limit 120.0). */
  private static String sentence(Alert.Builder alert) {
    StringBuilder words = new StringBuilder(alert.getRule());
    words.append(alert.getLifecycle().equals("raised") ? ":" : " " + alert.getLifecycle() + ":");
    if (alert.getKind().equals("physiology") && alert.hasValue()) {
      words.append(
          String.format(
              Locale.ROOT,
              " mean %s over %d s was %.1f %s (limit %s, %d readings)",
              alert.getChannel().replace('_', ' '),
              alert.getWindow().getSeconds(),
              alert.getValue(),
              alert.getUnit(),
              alert.getThreshold(),
              alert.getSamples()));
    } else if (!alert.getChannel().isEmpty()) {
      words.append(' ').append(alert.getChannel().replace('_', ' '));
    }
    words.append(" at ").append(Timestamps.toString(alert.getEventTime()));
    if (alert.hasBy()) {
      words.append(" by ").append(alert.getBy());
    }
    return words.toString();
  }

  private static void text(JsonNode json, String name, Consumer<String> to) {
    if (json.path(name).isTextual()) {
      to.accept(json.path(name).textValue());
    }
  }

  private static void number(JsonNode json, String name, Consumer<Double> to) {
    if (json.path(name).isNumber()) {
      to.accept(json.path(name).doubleValue());
    }
  }

  private static void time(JsonNode json, String name, Consumer<Timestamp> to)
      throws ParseException {
    if (json.path(name).isTextual()) {
      to.accept(Timestamps.parse(json.path(name).textValue()));
    }
  }
}
