package io.zeitgeber.service.chaos;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far a service has come, seen from outside. */
final class Progress {
  private final ServiceProcess.Setup setup;

  Progress(ServiceProcess.Setup setup) {
    this.setup = setup;
  }

  /** Returns when everything that was sent has a receipt. */
  void awaitAllReceipted(Duration atMost) {
    await("all records are receipted")
        .pollInterval(Duration.ofMillis(50))
        .atMost(atMost)
        .until(this::allReceipted);
  }

  boolean allReceipted() throws SQLException {
    Map<TopicPartition, Long> receipted = receipted();
    return setup.at().ends(setup.observations()).entrySet().stream()
        .allMatch(end -> receipted.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** How many records have receipts. */
  long received() throws SQLException {
    try (Connection connection = setup.at().connect(setup.database())) {
      return received(connection);
    }
  }

  /** The same, where no new connection can be had. */
  long received(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select coalesce(sum(records), 0) from zeitgeber.receipts where topic = any (?)")) {
      statement.setArray(
          1, connection.createArrayOf("text", setup.observations().toArray(String[]::new)));
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private Map<TopicPartition, Long> receipted() throws SQLException {
    Map<TopicPartition, Long> next = new HashMap<>();
    try (Connection connection = setup.at().connect(setup.database());
        PreparedStatement statement =
            connection.prepareStatement(
                "select topic, partition, max(next) from zeitgeber.receipts group by 1, 2");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        next.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
      }
    } catch (SQLException away) {
      if (away.getSQLState() != null
          && (away.getSQLState().startsWith("08") || away.getSQLState().startsWith("57"))) {
        return Map.of();
      }
      throw away;
    }
    return next;
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<?, ?> consumer, List<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(setup.at().kafkaProperties());
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", "false");
    settings.put("group.id", "test-" + UUID.randomUUID());
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** What a topic holds for those who read only what was committed. */
  List<JsonNode> committed(String topic) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, List.of(topic));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          records.add(json.readTree(record.value()));
        }
      }
    }
    return records;
  }

  /** The topic of alerts as "id lifecycle value", by participant, in order. */
  Map<String, List<String>> alerts() throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    for (JsonNode alert : committed(setup.alerts())) {
      if (!alert.get("kind").asText().equals("physiology")) {
        continue;
      }
      all.computeIfAbsent(alert.get("participant").asText(), _ -> new ArrayList<>())
          .add(
              alert.get("alert").asText()
                  + " "
                  + alert.get("lifecycle").asText()
                  + " "
                  + alert.get("value").asDouble());
    }
    return all;
  }
}
