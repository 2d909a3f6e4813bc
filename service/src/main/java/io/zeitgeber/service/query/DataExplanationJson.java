package io.zeitgeber.service.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.explain.DataExplanation;
import io.zeitgeber.persistence.projection.DataAlertJson;

/**
 * The evidence of an alert about data as JSON: the alert as its topic says it, and where it is
 * from.
 */
public final class DataExplanationJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DataExplanationJson() {}

  /** The whole bundle. */
  public static ObjectNode of(DataExplanation it) {
    ObjectNode json = parsed(DataAlertJson.of(it.study(), it.participant(), it.raised()));
    json.remove("lifecycle");
    String label = json.remove("protocol").asText();
    json.remove("arrival");
    if (it.resolved() == null) {
      json.putNull("resolved_at");
    } else {
      json.put("resolved_at", time(it.resolved().alert().eventMicros()));
      json.setAll(resolution(it));
    }
    ArrayNode handled = json.putArray("handled");
    it.handled().forEach(did -> add(handled.addObject(), did));
    json.putObject("protocol").put("label", label).put("sha256", it.protocolDigest());
    json.putObject("decided_by")
        .put("sequence", it.sequence())
        .put("chain_digest", it.chainDigest())
        .put("code", it.code())
        .put("rules", it.rules());
    json.putObject("derived_again").put("as_recorded", it.asRecorded());
    DataExplanation.Last last = it.last();
    if (last == null) {
      json.putNull("last_record");
    } else {
      add(json.putObject("last_record"), last);
    }
    return json;
  }

  private static ObjectNode resolution(DataExplanation it) {
    ObjectNode end =
        parsed(
            DataAlertJson.of(
                it.study(),
                it.participant(),
                java.util.Objects.requireNonNull(it.resolved(), "checked")));
    return end.retain("cause");
  }

  private static void add(ObjectNode to, DataExplanation.Last last) {
    to.putObject("origin")
        .put("topic", last.origin().topic())
        .put("topic_id", last.origin().topicId().toString())
        .put("partition", last.origin().partition())
        .put("offset", last.origin().offset());
    if (last.source() != null) {
      to.put("device", last.source().device()).put("channel", last.source().channel());
    }
    to.put("received_at", time(last.receivedMicros()));
    to.put("arrival", last.arrival()).put("sequence", last.sequence());
  }

  private static void add(ObjectNode to, Fact.AlertHandled did) {
    to.put("lifecycle", did.action().lifecycle())
        .put("at", time(did.receivedMicros()))
        .put("by", did.by())
        .put("authenticated", did.account() != null)
        .put("way", did.way())
        .put("note", did.note());
  }

  private static ObjectNode parsed(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("an alert's own JSON does not parse", impossible);
    }
  }

  private static String time(long micros) {
    return Asked.instant(micros).toString();
  }
}
