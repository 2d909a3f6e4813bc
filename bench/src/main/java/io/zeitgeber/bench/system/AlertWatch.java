package io.zeitgeber.bench.system;

import io.zeitgeber.bench.load.Alert;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a topic of alerts as a careful reader does, {@code read_committed}, from its beginning. */
final class AlertWatch implements AutoCloseable {
  private final Map<Alert, Integer> seen = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();
  private final AtomicReference<@Nullable Exception> trouble = new AtomicReference<>();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BiConsumer<byte[], Long> onAlert;
  private final Thread thread;
  private volatile boolean ended;

  AlertWatch(String kafka, String topic, int partitions, BiConsumer<byte[], Long> onAlert) {
    Properties client = new Properties();
    client.put("bootstrap.servers", kafka);
    client.put("isolation.level", "read_committed");
    client.put("fetch.max.wait.ms", "50");
    this.onAlert = onAlert;
    this.consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> places =
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
    consumer.assign(places);
    consumer.seekToBeginning(places);
    this.thread = Thread.ofPlatform().daemon().name("alerts-of-" + topic).start(this::read);
  }

  private void read() {
    try (consumer) {
      while (!ended) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          long now = System.nanoTime();
          Alert.read(record.value()).ifPresent(alert -> seen.merge(alert, 1, Integer::sum));
          count.incrementAndGet();
          onAlert.accept(record.value(), now);
        }
      }
    } catch (IOException | RuntimeException failed) {
      trouble.set(failed);
    }
  }

  Map<Alert, Integer> seen() {
    Exception failed = trouble.get();
    if (failed != null) {
      throw new IllegalStateException("alerts cannot be read: " + failed.getMessage(), failed);
    }
    return Map.copyOf(seen);
  }

  long count() {
    return count.get();
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
