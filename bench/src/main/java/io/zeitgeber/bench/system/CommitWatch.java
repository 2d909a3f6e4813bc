package io.zeitgeber.bench.system;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker five times a second how far a consumer group has committed a topic. */
final class CommitWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 200;

  private final Admin admin;
  private final String group;
  private final String topic;
  private final Thread thread;
  private volatile long committed;

  CommitWatch(String kafka, String group, String topic) {
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka));
    this.group = group;
    this.topic = topic;
    this.thread = Thread.ofPlatform().daemon().name("commits-of-" + group).start(this::run);
  }

  private void run() {
    try {
      while (true) {
        committed = Math.max(committed, ask().orElse(0L));
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  // A group that nobody has joined or committed for yet is no trouble: it is not that far.
  private Optional<Long> ask() throws InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return Optional.of(
          offsets.entrySet().stream()
              .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
              .mapToLong(entry -> entry.getValue().offset())
              .sum());
    } catch (ExecutionException notYet) {
      return Optional.empty();
    }
  }

  long committed() {
    return committed;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    admin.close();
  }
}
