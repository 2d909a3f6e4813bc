package io.zeitgeber.service.ingest;

import io.zeitgeber.persistence.receipt.LastReceipt;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.service.topics.TopicDirectory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds observations back until the topic of enrolments has been read up to where it ended when
 * this session began. Whoever reads that topic, on whatever node, its receipts say how far it got.
 */
final class EnrolmentsFirst implements Runnable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final String topic;
  private final TopicDirectory topics;
  private final Receipts receipts;
  private final String kafkaCluster;
  private final Supplier<? extends KafkaConsumer<?, ?>> consumers;
  private final BooleanSupplier stopping;

  EnrolmentsFirst(
      String topic,
      TopicDirectory topics,
      Receipts receipts,
      String kafkaCluster,
      Supplier<? extends KafkaConsumer<?, ?>> consumers,
      BooleanSupplier stopping) {
    this.topic = topic;
    this.topics = topics;
    this.receipts = receipts;
    this.kafkaCluster = kafkaCluster;
    this.consumers = consumers;
    this.stopping = stopping;
  }

  @Override
  public void run() {
    TopicDirectory.Known known = topics.find(topic);
    if (known == null) {
      return;
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    try (KafkaConsumer<?, ?> consumer = consumers.get()) {
      List<TopicPartition> partitions =
          java.util.stream.IntStream.range(0, known.partitions())
              .mapToObj(partition -> new TopicPartition(topic, partition))
              .toList();
      ends.putAll(consumer.endOffsets(partitions));
      ends.values().removeIf(end -> end == 0);
    }
    while (!stopping.getAsBoolean() && !ends.isEmpty()) {
      ends.entrySet()
          .removeIf(
              end ->
                  receipts
                          .last(kafkaCluster, known.id(), end.getKey().partition())
                          .map(LastReceipt::next)
                          .orElse(0L)
                      >= end.getValue());
      if (!ends.isEmpty()) {
        Idle.await(LOOK_AGAIN);
      }
    }
  }
}
