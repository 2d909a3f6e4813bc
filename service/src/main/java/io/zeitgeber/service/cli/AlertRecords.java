package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The records of a topic of alerts, each participant's in their order. */
record AlertRecords(Map<String, List<String>> byParticipant) {

  /** Reads what was committed, of some participants. */
  static AlertRecords read(Map<String, Object> client, String topic, List<String> entities) {
    Set<String> wanted = new HashSet<>(entities);
    Map<String, List<String>> records = new TreeMap<>();
    try (AlertReader reader = AlertReader.open(client, topic)) {
      reader.drain(
          line -> {
            String entity = entity(line);
            if (wanted.contains(entity)) {
              records.computeIfAbsent(entity, _ -> new ArrayList<>()).add(line);
            }
          });
    }
    return new AlertRecords(records);
  }

  private static String entity(String line) {
    try {
      JsonNode json = Json.parse(line.getBytes(StandardCharsets.UTF_8));
      return json.path("study").asText() + "/" + json.path("participant").asText();
    } catch (IOException foreign) {
      throw CommandFailure.usage("the topic holds what is no alert: " + line);
    }
  }

  int size() {
    return byParticipant.values().stream().mapToInt(List::size).sum();
  }
}
