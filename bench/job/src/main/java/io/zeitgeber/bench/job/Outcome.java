package io.zeitgeber.bench.job;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What the job says, ready to be sent.
 *
 * @param isAlert whether it is for the topic of alerts, otherwise for that of windows
 * @param participant the record's key
 * @param json the record's value
 */
public record Outcome(boolean isAlert, String participant, String json) {

  /** The alert of one participant's device, in the form that Zeitgeber's have. */
  public static Outcome alert(
      String source,
      boolean raised,
      boolean highRule,
      long atMillis,
      double mean,
      int samples,
      Threshold bounds) {
    StringBuilder json =
        begun(source, "\"lifecycle\":\"" + (raised ? "raised" : "resolved") + "\",");
    json.append(",\"rule\":\"").append(highRule ? "high" : "low").append("-heart-rate\"");
    json.append(",\"event_time\":\"").append(Instant.ofEpochMilli(atMillis)).append('"');
    json.append(",\"value\":").append(mean).append(",\"threshold\":");
    json.append(highRule ? bounds.high() : bounds.low());
    json.append(",\"window_s\":60,\"samples\":").append(samples).append('}');
    return new Outcome(true, HeartRate.participant(source), json.toString());
  }

  /** A tumbling minute of one participant's device. */
  public static Outcome minute(
      String source,
      long startMillis,
      int count,
      double sum,
      double squares,
      double least,
      double most) {
    double mean = sum / count;
    StringBuilder json = begun(source, "");
    json.append(",\"start\":\"").append(Instant.ofEpochMilli(startMillis)).append('"');
    json.append(",\"count\":").append(count).append(",\"sum\":").append(sum);
    json.append(",\"mean\":").append(mean).append(",\"min\":").append(least);
    json.append(",\"max\":").append(most);
    if (count > 1) {
      double variance = Math.max(0, (squares - sum * mean) / (count - 1));
      json.append(",\"sd\":").append(Math.sqrt(variance));
    }
    return new Outcome(false, HeartRate.participant(source), json.append('}').toString());
  }

  private static StringBuilder begun(String source, String first) {
    int slash = source.indexOf('/');
    return new StringBuilder(256)
        .append('{')
        .append(first)
        .append("\"participant\":\"")
        .append(source, 0, slash)
        .append("\",\"device\":\"")
        .append(source, slash + 1, source.length())
        .append('"');
  }

  /** The key as it is sent. */
  public byte[] keyBytes() {
    return participant.getBytes(StandardCharsets.UTF_8);
  }

  /** The value as it is sent. */
  public byte[] valueBytes() {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
