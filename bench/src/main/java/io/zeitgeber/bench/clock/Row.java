package io.zeitgeber.bench.clock;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * One line of the table.
 *
 * @param missed goals that were missed
 */
record Row(String name, Score score, double nanos, long bytes, List<String> missed) {
  static final String HEAD =
      "| regime | settled p50 / p95 / p99 | online p50 / p95 / p99 | excess p50 / p95 "
          + "| > 1 s online, settled | steps found | detected after p50 / p95 | false/week "
          + "| coverage | GOOD | ns | bytes | goals |\n"
          + "|---|---|---|---|---|---|---|---|---|---|---|---|---|";

  String markdown() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s / %s | %s, %s | %d/%d | %s / %s | %.3f | %.4f | %.3f | %.0f | %d | %s |",
        name,
        three(score.settled),
        three(score.online),
        time(score.excess.seconds(0.5)),
        time(score.excess.seconds(0.95)),
        percent(score.online.shareAboveSecond()),
        percent(score.settled.shareAboveSecond()),
        score.stepsFound,
        score.stepsTrue,
        time(score.detection.seconds(0.5)),
        time(score.detection.seconds(0.95)),
        falsePerWeek(),
        coverage(),
        score.good / (double) Math.max(1, score.judged),
        nanos,
        bytes,
        missed.isEmpty() ? "met" : String.join("; ", missed));
  }

  private double falsePerWeek() {
    return score.falseSegments / score.deviceWeeks;
  }

  private double coverage() {
    return score.covered / (double) Math.max(1, score.judged);
  }

  private static String three(Histogram of) {
    return time(of.seconds(0.5)) + " / " + time(of.seconds(0.95)) + " / " + time(of.seconds(0.99));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3f %%", 100 * share);
  }

  /** A time as people write it. */
  static String time(double seconds) {
    if (Double.isNaN(seconds)) {
      return "-";
    }
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.0f ms", seconds * 1000);
    }
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < 7200) {
      return String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
    return String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  void json(JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeStringField("regime", name);
    to.writeNumberField("devices", score.devices);
    to.writeNumberField("device_weeks", score.deviceWeeks);
    to.writeNumberField("samples", score.samples);
    quantiles(to, "settled", score.settled);
    quantiles(to, "online", score.online);
    number(to, "floor_excess_p50_s", score.excess.seconds(0.5));
    number(to, "floor_excess_p95_s", score.excess.seconds(0.95));
    number(to, "settled_above_1s_share", score.settled.shareAboveSecond());
    number(to, "online_above_1s_share", score.online.shareAboveSecond());
    to.writeNumberField("steps_true", score.stepsTrue);
    to.writeNumberField("steps_found", score.stepsFound);
    number(to, "detection_p50_s", score.detection.seconds(0.5));
    number(to, "detection_p95_s", score.detection.seconds(0.95));
    number(to, "segments_per_device_week", score.opened / score.deviceWeeks);
    number(to, "false_segments_per_device_week", falsePerWeek());
    number(to, "withdrawn_per_device_week", score.reopened / score.deviceWeeks);
    number(to, "coverage", coverage());
    number(to, "good_share", score.good / (double) Math.max(1, score.judged));
    to.writeNumberField("after_received", score.afterReceived);
    number(to, "ns_per_sample", nanos);
    to.writeNumberField("bytes_per_device", bytes);
    to.writeArrayFieldStart("missed");
    for (String each : missed) {
      to.writeString(each);
    }
    to.writeEndArray();
    to.writeEndObject();
  }

  private static void quantiles(JsonGenerator to, String what, Histogram of) throws IOException {
    number(to, what + "_p50_s", of.seconds(0.5));
    number(to, what + "_p95_s", of.seconds(0.95));
    number(to, what + "_p99_s", of.seconds(0.99));
  }

  private static void number(JsonGenerator to, String name, double value) throws IOException {
    if (Double.isNaN(value)) {
      to.writeNullField(name);
    } else {
      to.writeNumberField(name, value);
    }
  }
}
