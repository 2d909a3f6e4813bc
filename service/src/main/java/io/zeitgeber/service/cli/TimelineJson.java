package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.timeline.TimelineEntry;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A timeline as JSON, an entry a line, in the one style of everything that leaves the system. */
final class TimelineJson {

  private TimelineJson() {}

  static Consumer<TimelineEntry> to(PrintWriter out, String study, String participant) {
    return entry -> out.print(Json.line(json(study, participant, entry)) + "\n");
  }

  private static ObjectNode json(String study, String participant, TimelineEntry entry) {
    ObjectNode json = Json.object();
    json.put("study", study).put("participant", participant);
    json.put("channel", entry.channel()).put("device", entry.device());
    json.put("start", TimelineCsv.time(entry.startMicros()));
    json.put("end", TimelineCsv.time(entry.endMicros()));
    @Nullable Double value = entry.value();
    if (value != null) {
      json.put("value", new BigDecimal(TimelineCsv.number(value)));
    }
    ifThere(json, "code", entry.code());
    ifThere(json, "unit", entry.unit());
    @Nullable Long samples = entry.samples();
    if (samples != null) {
      json.put("samples", samples.longValue());
    }
    @Nullable Long uncertainty = entry.uncertaintyMicros();
    json.put(
        "uncertainty_ms",
        uncertainty == null ? null : new BigDecimal(TimelineCsv.millis(uncertainty)));
    json.put("version", entry.version()).put("state", entry.state());
    ifThere(json, "rule", entry.rule());
    ifThere(json, "parameters", entry.parameters());
    return json.put("chosen", entry.chosen());
  }

  private static void ifThere(ObjectNode json, String name, @Nullable String text) {
    if (text != null) {
      json.put(name, text);
    }
  }
}
