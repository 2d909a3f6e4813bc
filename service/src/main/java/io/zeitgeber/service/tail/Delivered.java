package io.zeitgeber.service.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the outgoing topics hold already. Empty, and costs nothing, unless the journal has gone back
 * behind what was delivered, as after the restore of an older copy: then the same facts come out of
 * it again, and those that were delivered are not delivered twice.
 */
final class Delivered {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration READ = Duration.ofMillis(200);

  private final Map<String, Object> kafka;
  private final List<String> topics;
  private final Set<String> identities = new HashSet<>();

  /** Empty until {@link #read()}. */
  Delivered(Map<String, Object> kafka, List<String> topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  /** Reads all that was committed to the topics. */
  void read() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("enable.auto.commit", "false");
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (String topic : topics) {
        List<TopicPartition> partitions =
            consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream()
            .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(READ)) {
            identities.add(identity(record.value()));
          }
        }
      }
    }
  }

  /** Whether a record was delivered before; it is asked for once. */
  boolean had(ProducerRecord<byte[], byte[]> record) {
    return !identities.isEmpty() && identities.remove(identity(record.value()));
  }

  boolean isEmpty() {
    return identities.isEmpty();
  }

  /**
   * An alert by its id, lifecycle and, of what people did, its time; a refused record by its
   * origin.
   */
  private static String identity(byte[] value) {
    try {
      JsonNode json = JSON.readTree(value);
      return json.has("alert")
          ? json.path("alert").asText()
              + " "
              + json.path("lifecycle").asText()
              + " "
              + json.path("at").asText()
          : json.path("origin") + " " + json.path("participant").asText();
    } catch (IOException foreign) {
      return "not ours";
    }
  }
}
