package io.zeitgeber.simulator.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.kafka.Connection;
import io.zeitgeber.simulator.truth.TruthReader.TrueRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic {@code alerts} to its end, committed records only. */
final class AlertTopic {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;

  AlertTopic(Connection connection) {
    this.connection = connection;
  }

  private String name() {
    return connection.topics().alerts();
  }

  /** The physiological alerts of a run's study, in the order in which they were raised. */
  List<Told> read(TrueRun run) {
    Map<String, Told> byId = new LinkedHashMap<>();
    Map<String, Object> properties = new HashMap<>(connection.properties());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name()).stream()
              .map(each -> new TopicPartition(name(), each.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          take(byId, run, record.value());
        }
      }
    }
    return new ArrayList<>(byId.values());
  }

  private void take(Map<String, Told> byId, TrueRun run, byte[] value) {
    JsonNode json;
    try {
      json = JSON.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "topic " + connection.topics().alerts() + " holds something else than alerts", e);
    }
    if (!json.path("study").asText().equals(run.study())
        || !json.path("kind").asText().equals("physiology")) {
      return;
    }
    String id = json.path("alert").asText();
    String lifecycle = json.path("lifecycle").asText();
    if (lifecycle.equals("raised")) {
      byId.put(
          id,
          new Told(
              json.path("participant").asText(),
              json.path("device").asText(),
              json.path("rule").asText(),
              millis(json, "event_time"),
              Long.MAX_VALUE,
              millis(json, "triggered_at"),
              json.path("timeliness").asText().equals("live")));
    } else if (lifecycle.equals("resolved")) {
      byId.computeIfPresent(id, (_, raised) -> raised.resolved(millis(json, "event_time")));
    } else if (lifecycle.equals("noted")) {
      long moved = json.path("evidence_moved_ms").asLong();
      byId.computeIfPresent(id, (_, raised) -> raised.noted(moved));
    }
  }

  private static long millis(JsonNode json, String field) {
    return Instant.parse(json.path(field).asText()).toEpochMilli();
  }
}
