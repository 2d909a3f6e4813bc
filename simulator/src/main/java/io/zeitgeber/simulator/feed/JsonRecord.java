package io.zeitgeber.simulator.feed;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a record to send it: whose it is and when it was complete. All else is
 * Zeitgeber's to judge; the record goes out as it came.
 */
final class JsonRecord {
  private static final JsonFactory FACTORY = new JsonFactory();

  private @Nullable String study;
  private @Nullable String participant;
  private @Nullable String channel;
  private double timeMillis;
  private double durationMillis;
  private double rateHz;
  private int values;

  /** Reads a line; returns why it is no record, or null when it is one. */
  @Nullable String read(Lines line) throws IOException {
    if (line.tooLong()) {
      return "longer than 16 MiB";
    }
    study = null;
    participant = null;
    channel = null;
    timeMillis = Double.NaN;
    durationMillis = 0;
    rateHz = 0;
    values = 0;
    try (JsonParser parser =
        FACTORY.createParser(line.bytes(), line.from(), line.to() - line.from())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "no JSON object";
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        field(parser.currentName(), parser);
      }
      return parser.nextToken() == null ? null : "more than one JSON object on the line";
    } catch (JacksonException e) {
      return "broken JSON at character "
          + (e.getLocation() == null ? 0 : Math.max(1, e.getLocation().getColumnNr()));
    }
  }

  String study() {
    return study == null ? "default" : study;
  }

  @Nullable String participant() {
    return participant;
  }

  /** The channel; heart rate for the short form. */
  String channel() {
    return channel == null ? "(none)" : channel;
  }

  /**
   * When the record was complete: its time, or the end of what it covers.
   *
   * @param nowMillis stands in where there is no readable time, or one that Kafka takes for no
   *     stamp: before 1970, or ahead of its clock
   */
  long stampMillis(long nowMillis) {
    double covers = rateHz > 0 && values > 1 ? (values - 1) * 1000 / rateHz : 0;
    double end = Math.ceil(timeMillis + Math.max(0, durationMillis) + covers);
    return end >= 0 && end <= nowMillis ? (long) end : nowMillis;
  }

  /** Whether the record says when it was. */
  boolean timed() {
    return !Double.isNaN(timeMillis);
  }

  private void field(String name, JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    switch (name) {
      case "study" -> study = text(parser, token);
      case "participant" -> participant = text(parser, token);
      case "channel" -> channel = text(parser, token);
      case "bpm" -> channel = channel == null ? "heart_rate" : channel;
      case "time" -> timeMillis = time(parser, token);
      case "duration_s" -> durationMillis = number(parser, token) * 1000;
      case "rate_hz" -> rateHz = number(parser, token);
      case "values" -> values = count(parser, token);
      default -> parser.skipChildren();
    }
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      parser.skipChildren();
    }
  }

  private static @Nullable String text(JsonParser parser, JsonToken token) throws IOException {
    return token == JsonToken.VALUE_STRING ? parser.getText() : null;
  }

  private static double number(JsonParser parser, JsonToken token) throws IOException {
    return token.isNumeric() ? parser.getDoubleValue() : 0;
  }

  private static double time(JsonParser parser, JsonToken token) throws IOException {
    if (token.isNumeric()) {
      return parser.getDoubleValue();
    }
    if (token == JsonToken.VALUE_STRING) {
      try {
        Instant time = OffsetDateTime.parse(parser.getText()).toInstant();
        return time.getEpochSecond() * 1000.0 + time.getNano() / 1e6;
      } catch (DateTimeException e) {
        return Double.NaN;
      }
    }
    return Double.NaN;
  }

  private static int count(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      return 0;
    }
    int count = 0;
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY && next != null;
        next = parser.nextToken()) {
      count++;
      parser.skipChildren();
    }
    return count;
  }
}
