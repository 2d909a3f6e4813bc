package io.zeitgeber.service.tail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.persistence.quarantine.Quarantined;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The JSON of the topics {@code alerts} and {@code quarantine}; their schemas are in docs/schemas. */
public final class OutboundJson {
  private static final JsonFactory JSON = new JsonFactory();

  private OutboundJson() {}

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** A raised alert. */
  public static byte[] raised(String study, String participant, Alert alert) {
    return object(json -> alert(json, "raised", study, participant, alert, null));
  }

  /** A resolved alert, and when it had been raised. */
  public static byte[] resolved(
      String study, String participant, Alert alert, long raisedAtMicros) {
    return object(json -> alert(json, "resolved", study, participant, alert, raisedAtMicros));
  }

  private static void alert(
      JsonGenerator json,
      String lifecycle,
      String study,
      String participant,
      Alert alert,
      @Nullable Long raisedAtMicros)
      throws IOException {
    json.writeStringField("alert", alert.id());
    json.writeStringField("lifecycle", lifecycle);
    json.writeStringField("kind", "physiology");
    json.writeStringField("study", study);
    if (alert.site() != null) {
      json.writeStringField("site", alert.site());
    }
    json.writeStringField("participant", participant);
    json.writeStringField("device", alert.device());
    json.writeStringField("rule", alert.rule());
    json.writeStringField("channel", alert.channel());
    json.writeStringField("unit", alert.unit());
    json.writeStringField("statistic", "mean");
    json.writeStringField("event_time", time(alert.eventMicros()));
    if (raisedAtMicros != null) {
      json.writeStringField("raised_at", time(raisedAtMicros));
    }
    json.writeNullField("uncertainty_ms");
    json.writeNumberField("value", alert.value());
    json.writeNumberField("threshold", alert.threshold());
    json.writeNumberField("clear_at", alert.clearAt());
    seconds(json, "window_s", alert.windowMicros());
    json.writeNumberField("samples", alert.samples());
    json.writeStringField("first_sample", time(alert.firstSampleMicros()));
    json.writeStringField("last_sample", time(alert.lastSampleMicros()));
    json.writeStringField("timeliness", alert.live() ? "live" : "retrospective");
    json.writeStringField("triggered_at", time(alert.triggeredMicros()));
    json.writeStringField("protocol", alert.protocol());
    json.writeNumberField("arrival", alert.arrival());
    json.writeArrayFieldStart("origins");
    for (Alert.Evidence evidence : alert.evidence()) {
      json.writeStartObject();
      json.writeStringField("topic", evidence.topic());
      json.writeNumberField("partition", evidence.partition());
      json.writeNumberField("first", evidence.first());
      json.writeNumberField("last", evidence.last());
      json.writeNumberField("records", evidence.records());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void seconds(JsonGenerator json, String name, long micros) throws IOException {
    if (micros % 1_000_000 == 0) {
      json.writeNumberField(name, micros / 1_000_000);
    } else {
      json.writeNumberField(name, micros / 1e6);
    }
  }

  /** A record that was refused, without its bytes. */
  public static byte[] quarantined(Quarantined record) {
    return object(
        json -> {
          json.writeStringField("reason", record.reason().name());
          json.writeStringField("detail", record.detail());
          if (record.study() != null) {
            json.writeStringField("study", record.study());
          }
          if (record.participant() != null) {
            json.writeStringField("participant", record.participant());
          }
          Origin origin = record.origin();
          json.writeObjectFieldStart("origin");
          json.writeStringField("topic", origin.topic());
          json.writeNumberField("partition", origin.partition());
          json.writeNumberField("offset", origin.offset());
          json.writeEndObject();
          json.writeStringField("received_at", time(record.receivedMicros()));
          json.writeNumberField("length", record.length());
        });
  }

  private static byte[] object(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("an array refused bytes", impossible);
    }
    return bytes.toByteArray();
  }

  /** RFC 3339 in UTC, with as many digits of the second as it needs. */
  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
