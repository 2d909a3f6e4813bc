package io.zeitgeber.simulator.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * When a data point holds: {@code effective_time_frame}, an instant or an interval in any of its
 * forms (start and end, start and duration, end and duration).
 *
 * @param endMicros equals the start for an instant
 * @param utcOffsetS as it was written
 */
record OpenMhealthFrame(long startMicros, long endMicros, int utcOffsetS) {
  private static final String FRAME = "effective_time_frame";

  /** Seconds of the units of a duration-unit-value; months and years have no length. */
  private static final Map<String, Double> SECONDS =
      Map.of(
          "ps", 1e-12, "ns", 1e-9, "us", 1e-6, "ms", 1e-3, "sec", 1.0, "min", 60.0, "h", 3600.0,
          "d", 86_400.0, "wk", 604_800.0);

  boolean lasts() {
    return endMicros > startMicros;
  }

  /**
   * The time frame of a body.
   *
   * @throws IllegalArgumentException that says what is wrong with it
   */
  static OpenMhealthFrame of(JsonNode body) {
    JsonNode frame = body.path(FRAME);
    if (frame.has("date_time")) {
      OffsetDateTime at = time(frame.path("date_time"));
      return new OpenMhealthFrame(micros(at), micros(at), offset(at));
    }
    JsonNode interval = frame.path("time_interval");
    if (!interval.isObject()) {
      throw new IllegalArgumentException(FRAME + ": missing, or neither instant nor interval");
    }
    boolean starts = interval.has("start_date_time");
    boolean ends = interval.has("end_date_time");
    if (!starts && !ends) {
      throw new IllegalArgumentException(FRAME + ": a day or a part of it is no interval of time");
    }
    OffsetDateTime known = time(interval.path(starts ? "start_date_time" : "end_date_time"));
    long start = micros(known);
    long end = start;
    if (starts && ends) {
      end = micros(time(interval.path("end_date_time")));
    } else if (starts) {
      end = start + lasts(interval);
    } else {
      start = end - lasts(interval);
    }
    if (end <= start) {
      throw new IllegalArgumentException(FRAME + ": does not end after it starts");
    }
    return new OpenMhealthFrame(start, end, offset(known));
  }

  private static long lasts(JsonNode interval) {
    double seconds = seconds(interval.path("duration"));
    if (!(seconds > 0)) {
      throw new IllegalArgumentException(FRAME + ".duration: a value and sec, min, h, d or wk");
    }
    return Math.round(seconds * 1e6);
  }

  /** Seconds of a duration; NaN where it is none. */
  static double seconds(JsonNode duration) {
    Double unit = SECONDS.get(duration.path("unit").asText());
    JsonNode value = duration.path("value");
    return unit == null || !value.isNumber() ? Double.NaN : value.asDouble() * unit;
  }

  /** Never guessed: without an offset it is no instant. */
  private static OffsetDateTime time(JsonNode text) {
    try {
      return OffsetDateTime.parse(text.asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          FRAME + ": '" + text.asText() + "' is no time with an offset", e);
    }
  }

  /** When the header says that the data point was made; the least long where it does not. */
  static long createdMicros(JsonNode header) {
    try {
      return micros(OffsetDateTime.parse(header.path("creation_date_time").asText()));
    } catch (DateTimeException e) {
      return Long.MIN_VALUE;
    }
  }

  private static long micros(OffsetDateTime time) {
    return Math.addExact(
        Math.multiplyExact(time.toEpochSecond(), 1_000_000L), time.getNano() / 1000);
  }

  private static int offset(OffsetDateTime time) {
    return time.getOffset().getTotalSeconds();
  }
}
