package io.zeitgeber.service.tail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The JSON of the topic {@code quarantine}; its schema is in docs/schemas. */
final class QuarantineJson {
  private static final JsonFactory JSON = new JsonFactory();

  private QuarantineJson() {}

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** A record that was refused, without its bytes. */
  static byte[] of(QuarantinedRecord record) {
    return object(
        json -> {
          json.writeStringField("reason", record.reason());
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
