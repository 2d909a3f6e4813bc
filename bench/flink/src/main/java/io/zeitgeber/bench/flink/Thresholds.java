package io.zeitgeber.bench.flink;

import io.zeitgeber.bench.job.Threshold;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reference data read to its end before the first record, in {@code open}: Flink's own advice where
 * it is small, and cheaper for the job than a second, connected stream.
 */
final class Thresholds {

  private Thresholds() {}

  /** Bounds by participant, as the topic has them now. */
  static Map<String, Threshold> read(String kafka, String topic) throws IOException {
    Properties client = new Properties();
    client.put("bootstrap.servers", kafka);
    Map<String, Threshold> bounds = new HashMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> places =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(places);
      consumer.seekToBeginning(places);
      Map<TopicPartition, Long> ends = consumer.endOffsets(places);
      while (places.stream()
          .anyMatch(place -> consumer.position(place) < ends.getOrDefault(place, 0L))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          bounds.put(record.key(), Threshold.read(record.value()));
        }
      }
    }
    return bounds;
  }
}
