package io.zeitgeber.persistence.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.projection.WindowRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Parts of what is shown, in the one JSON style of the contract, §1. */
final class Jsons {

  private Jsons() {}

  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  /** Microseconds as seconds, exactly. */
  static BigDecimal seconds(long micros) {
    BigDecimal exact = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }

  static void number(ObjectNode to, String name, @Nullable Double number) {
    if (number != null && Double.isFinite(number)) {
      to.put(name, number);
    }
  }

  static void alert(ObjectNode to, Alert raised, @Nullable Alert resolved) {
    to.put("alert", raised.id()).put("rule", raised.rule());
    to.put("device", raised.device()).put("channel", raised.channel());
    to.put("event_time", time(raised.eventMicros()));
    to.put("value", raised.value()).put("threshold", raised.threshold());
    to.put("timeliness", raised.live() ? "live" : "retrospective");
    to.put("triggered_at", time(raised.triggeredMicros()));
    if (resolved == null) {
      to.putNull("resolved_at");
    } else {
      to.put("resolved_at", time(resolved.eventMicros()));
    }
  }

  static void window(ObjectNode to, Window window) {
    to.put("device", window.device()).put("channel", window.channel());
    to.put("start", time(window.startMicros())).put("size_s", seconds(window.sizeMicros()));
    to.put("state", "provisional").put("count", window.count());
    number(to, "sum", window.sum() == null ? null : window.sum().doubleValue());
    if (window.sum() != null && window.sumOfSquares() != null && window.count() > 0) {
      to.put("mean", window.sum().mean(window.count()));
    }
    number(to, "min", window.min());
    number(to, "max", window.max());
    to.put("first_time", time(window.firstMicros())).put("last_time", time(window.lastMicros()));
    number(to, "expected", window.expected());
  }

  static void window(ObjectNode to, WindowRow row) {
    to.put("device", row.key().device()).put("channel", row.key().channel());
    to.put("start", time(row.key().startMicros())).put("size_s", row.key().sizeSeconds());
    to.put("state", row.state()).put("version", row.version()).put("count", row.count());
    number(to, "sum", row.sumRounded());
    number(to, "mean", row.mean());
    number(to, "min", row.min());
    number(to, "max", row.max());
    number(to, "sd", row.deviation());
    to.put("first_time", time(row.firstMicros())).put("last_time", time(row.lastMicros()));
    number(to, "expected", row.expected());
    raw(to, "seconds_by_code", row.secondsByCode());
    raw(to, "occurrences_by_code", row.occurrencesByCode());
  }

  private static void raw(ObjectNode to, String name, @Nullable String json) {
    if (json != null) {
      try {
        to.set(name, CanonicalJson.MAPPER.readTree(json));
      } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
        throw new IllegalStateException("we wrote it", impossible);
      }
    }
  }

  static ObjectNode add(ArrayNode to) {
    return to.addObject();
  }
}
