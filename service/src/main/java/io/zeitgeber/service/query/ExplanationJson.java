package io.zeitgeber.service.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.ClockThen;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.explain.Explanation;
import io.zeitgeber.persistence.explain.Sample;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The evidence of an alert as JSON, in the one style of all that leaves the system. */
public final class ExplanationJson {
  private static final double MICROS_PER_MILLI = 1_000;
  private static final double PPB_PER_PPM = 1_000;

  private ExplanationJson() {}

  /** The whole bundle. */
  public static ObjectNode of(Explanation it) {
    Alert alert = it.alert();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("alert", alert.id());
    json.put("study", it.study()).put("participant", it.participant());
    if (alert.site() != null) {
      json.put("site", alert.site());
    }
    json.put("device", alert.device()).put("channel", alert.channel()).put("unit", alert.unit());
    json.put("rule", alert.rule()).put("event_time", time(alert.eventMicros()));
    uncertainty(json, alert.uncertaintyMicros());
    json.put("value", alert.value()).put("clear_at", alert.clearAt());
    json.put("timeliness", alert.live() ? "live" : "retrospective");
    if (it.resolved() == null) {
      json.putNull("resolved_at");
    } else {
      json.put("resolved_at", time(it.resolved().eventMicros()));
    }
    ArrayNode handled = json.putArray("handled");
    for (Fact.AlertHandled did : it.handled()) {
      handled
          .addObject()
          .put("lifecycle", did.action().lifecycle())
          .put("at", time(did.receivedMicros()))
          .put("by", did.by())
          .put("authenticated", did.account() != null)
          .put("way", did.way())
          .put("note", did.note());
    }
    it.threshold().write(json.putObject("threshold"));
    json.putObject("window")
        .put("after", time(alert.eventMicros() - alert.windowMicros()))
        .put("through", time(alert.eventMicros()))
        .put("window_s", alert.windowMicros() / 1_000_000)
        .put("samples", alert.samples());
    clock(json.putObject("clock"), it.clock());
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

  /** As known with the record that made the rule decide. */
  private static void clock(ObjectNode json, @Nullable ClockThen clock) {
    if (clock == null) {
      json.putNull("source");
      return;
    }
    json.put("source", name(clock.source()))
        .put("confidence", name(clock.confidence()))
        .put("event_time_is", eventTimeIs(clock));
    if (clock.confidence() == Confidence.NONE) {
      json.putNull("segment");
    } else {
      json.put("segment", clock.segment())
          .put("offset_ms", clock.offsetMicros() / MICROS_PER_MILLI)
          .put("drift_ppm", clock.driftPpb() / PPB_PER_PPM);
    }
  }

  /** What an event time was made of, in words. */
  public static String eventTimeIs(ClockThen clock) {
    return switch (clock.source()) {
      case RECEIVED -> "received time";
      case TRUSTED, STAMPED_BY_DEVICE -> "min(device, received)";
      case MODELLED ->
          clock.confidence() == Confidence.NONE
              ? "min(device, received)"
              : "min(device + offset, received)";
    };
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void uncertainty(ObjectNode json, @Nullable Long micros) {
    if (micros == null) {
      json.putNull("uncertainty_ms");
    } else {
      json.put("uncertainty_ms", micros / MICROS_PER_MILLI);
    }
  }

  /** One sample of it. */
  public static void add(ObjectNode to, Sample sample) {
    ObjectNode origin = to.putObject("origin");
    origin.put("topic", sample.origin().topic());
    origin.put("topic_id", sample.origin().topicId().toString());
    origin.put("partition", sample.origin().partition()).put("offset", sample.origin().offset());
    origin.put("index", sample.index());
    to.put("device_time", time(sample.deviceMicros()));
    to.put("received_at", time(sample.receivedMicros()));
    to.put("event_time", time(sample.eventMicros()));
    to.put("correction_ms", (sample.eventMicros() - sample.deviceMicros()) / MICROS_PER_MILLI);
    uncertainty(to, sample.uncertaintyMicros() < 0 ? null : sample.uncertaintyMicros());
    to.put("value", sample.value()).put("arrival", sample.arrival());
    to.put("sequence", sample.sequence());
  }

  private static String time(long micros) {
    return Asked.instant(micros).toString();
  }
}
