package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.persistence.explain.Explanation;
import io.zeitgeber.persistence.explain.Sample;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The evidence of an alert, for people and as JSON. */
final class ExplanationText {

  private ExplanationText() {}

  static void print(Explanation it, PrintWriter out) {
    Alert alert = it.alert();
    out.println("alert " + alert.id());
    line(out, "who", it.study() + "/" + it.participant() + ", device " + alert.device());
    line(out, "rule", alert.rule() + " on " + alert.channel() + " (" + alert.unit() + ")");
    line(
        out,
        "decided",
        "mean "
            + alert.value()
            + (alert.value() > alert.threshold() ? " above " : " below ")
            + alert.threshold()
            + " at "
            + time(alert.eventMicros())
            + (alert.live() ? ", live" : ", retrospectively"));
    line(
        out,
        "window",
        "("
            + time(alert.eventMicros() - alert.windowMicros())
            + ", "
            + time(alert.eventMicros())
            + "], "
            + alert.samples()
            + " samples");
    line(out, "limit", it.threshold().text());
    line(
        out,
        "ended",
        it.resolved() == null ? "not yet" : "resolved at " + time(it.resolved().eventMicros()));
    line(out, "clock", "no clock model has spoken: event time is min(device time, received time)");
    line(out, "protocol", alert.protocol() + ", digest " + it.protocol().digest());
    line(
        out,
        "journal",
        "entry "
            + it.sequence()
            + ", record "
            + alert.arrival()
            + " of the participant, received "
            + time(alert.triggeredMicros()));
    line(out, "chain", it.chainDigest());
    line(out, "code", it.code() + ", rules " + it.rules());
    line(out, "again", again(it));
    out.println("  samples (event time, value, device time, received, origin, entry)");
    for (Sample sample : it.samples()) {
      out.println(
          String.format(
              Locale.ROOT,
              "    %s  %8s  %s  %s  %s-%d@%d%s  %d",
              time(sample.eventMicros()),
              sample.value(),
              time(sample.deviceMicros()),
              time(sample.receivedMicros()),
              sample.origin().topic(),
              sample.origin().partition(),
              sample.origin().offset(),
              sample.index() == 0 ? "" : "[" + sample.index() + "]",
              sample.sequence()));
    }
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "  %-9s %s", name, value));
  }

  private static String again(Explanation it) {
    if (!it.asRecorded()) {
      return "DIFFERS: the journal's entry has another alert than is derived from it";
    }
    return it.agrees()
        ? "the " + it.samples().size() + " samples below have exactly this mean"
        : "DIFFERS: " + it.samples().size() + " samples were found, of mean " + it.mean();
  }

  static ObjectNode json(Explanation it) {
    Alert alert = it.alert();
    ObjectNode json = Json.object();
    json.put("alert", alert.id());
    json.put("study", it.study()).put("participant", it.participant());
    if (alert.site() != null) {
      json.put("site", alert.site());
    }
    json.put("device", alert.device()).put("channel", alert.channel()).put("unit", alert.unit());
    json.put("rule", alert.rule()).put("event_time", time(alert.eventMicros()));
    json.putNull("uncertainty_ms");
    json.put("value", alert.value()).put("clear_at", alert.clearAt());
    json.put("timeliness", alert.live() ? "live" : "retrospective");
    if (it.resolved() == null) {
      json.putNull("resolved_at");
    } else {
      json.put("resolved_at", time(it.resolved().eventMicros()));
    }
    it.threshold().write(json.putObject("threshold"));
    json.putObject("window")
        .put("after", time(alert.eventMicros() - alert.windowMicros()))
        .put("through", time(alert.eventMicros()))
        .put("window_s", alert.windowMicros() / 1_000_000)
        .put("samples", alert.samples());
    json.putObject("clock").putNull("segment").put("event_time_is", "min(device, received)");
    json.putObject("protocol").put("label", alert.protocol()).put("sha256", it.protocol().digest());
    json.putObject("decided_by")
        .put("sequence", it.sequence())
        .put("arrival", alert.arrival())
        .put("received_at", time(alert.triggeredMicros()))
        .put("chain_digest", it.chainDigest())
        .put("code", it.code())
        .put("rules", it.rules());
    json.putObject("derived_again")
        .put("as_recorded", it.asRecorded())
        .put("samples", it.samples().size())
        .put("mean", it.mean())
        .put("agrees", it.agrees());
    ArrayNode samples = json.putArray("samples");
    it.samples().forEach(sample -> add(samples.addObject(), sample));
    return json;
  }

  static void add(ObjectNode to, Sample sample) {
    ObjectNode origin = to.putObject("origin");
    origin.put("topic", sample.origin().topic());
    origin.put("topic_id", sample.origin().topicId().toString());
    origin.put("partition", sample.origin().partition()).put("offset", sample.origin().offset());
    origin.put("index", sample.index());
    to.put("device_time", time(sample.deviceMicros()));
    to.put("received_at", time(sample.receivedMicros()));
    to.put("event_time", time(sample.eventMicros())).putNull("uncertainty_ms");
    to.put("value", sample.value()).put("arrival", sample.arrival());
    to.put("sequence", sample.sequence());
  }

  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
