package io.zeitgeber.simulator.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What an instance calls its topics: as its ready file says, else by their usual names.
 *
 * @param observations at least one
 */
public record TopicNames(List<String> observations, String participants, String alerts) {
  /** Where nothing else is said. */
  public static final TopicNames USUAL =
      new TopicNames(List.of("observations"), "participants", "alerts");

  public TopicNames {
    observations = List.copyOf(observations);
  }

  static TopicNames of(JsonNode ready) {
    JsonNode topics = ready.path("topics");
    List<String> observations = new ArrayList<>();
    topics.path("observations").forEach(each -> observations.add(each.asText()));
    return new TopicNames(
        observations.isEmpty() ? USUAL.observations() : observations,
        topics.path("participants").asText(USUAL.participants()),
        topics.path("alerts").asText(USUAL.alerts()));
  }
}
