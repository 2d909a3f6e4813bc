package io.zeitgeber.service.cli;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic of alerts from its beginning, committed ones only, without a group. */
final class AlertReader implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  private AlertReader(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    this.consumer = consumer;
    this.partitions = partitions;
  }

  /**
   * Opens the topic.
   *
   * @throws CommandFailure when Kafka is out of reach or has no such topic
   */
  static AlertReader open(Map<String, Object> client, String topic) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", "false");
    settings.put("default.api.timeout.ms", "10000");
    settings.put("allow.auto.create.topics", "false");
    // An alert is to be seen when it is raised, not half a second later.
    settings.put("fetch.max.wait.ms", "100");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      for (PartitionInfo partition : found == null ? List.<PartitionInfo>of() : found) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
      if (partitions.isEmpty()) {
        throw CommandFailure.unreachable("Kafka has no topic " + topic);
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return new AlertReader(consumer, partitions);
    } catch (TimeoutException e) {
      consumer.close();
      throw CommandFailure.unreachable(
          "Kafka at " + client.get("bootstrap.servers") + " does not answer");
    } catch (KafkaException e) {
      consumer.close();
      throw CommandFailure.unreachable("Kafka: " + e.getMessage());
    }
  }

  /** What is there now, and no more. */
  void drain(Consumer<String> line) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll(Duration.ofMillis(200), line);
    }
  }

  /** What comes within the time. */
  void poll(Duration longest, Consumer<String> line) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(longest)) {
      if (record.value() != null) {
        line.accept(new String(record.value(), StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
