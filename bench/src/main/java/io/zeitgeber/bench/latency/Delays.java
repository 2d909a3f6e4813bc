package io.zeitgeber.bench.latency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import org.HdrHistogram.Histogram;

/**
 * Delays in milliseconds.
 *
 * @param alerts how many there were
 * @param p50 the median, and so on
 */
public record Delays(long alerts, double p50, double p90, double p99, double p999, double most) {

  /** Nothing was seen. */
  public static final Delays NONE = new Delays(0, 0, 0, 0, 0, 0);

  /** Of a histogram of microseconds. */
  static Delays of(Histogram micros) {
    return new Delays(
        micros.getTotalCount(),
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(90) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getValueAtPercentile(99.9) / 1e3,
        micros.getMaxValue() / 1e3);
  }

  /** A figure of these, whole milliseconds; a dash where no alert was seen. */
  public String text(double millis) {
    return alerts == 0 ? "–" : Figures.of(millis, 0);
  }

  /** As JSON, milliseconds; only the count where no alert was seen. */
  public ObjectNode json() {
    ObjectNode node = Output.object();
    node.put("alerts", alerts);
    if (alerts == 0) {
      return node;
    }
    node.put("p50_ms", p50).put("p90_ms", p90).put("p99_ms", p99);
    return node.put("p999_ms", p999).put("max_ms", most);
  }
}
