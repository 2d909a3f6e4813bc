package io.zeitgeber.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes topics and fills them. */
public final class Writing implements AutoCloseable {
  private static final long KNOWN_WITHIN_NANOS = 30_000_000_000L;
  private final String kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> trouble = new AtomicReference<>();

  /**
   * @param kafka HOST:PORT
   * @param lingerMillis how long a record may wait for company
   */
  public Writing(String kafka, int lingerMillis) {
    this.kafka = kafka;
    Properties client = new Properties();
    client.put("bootstrap.servers", kafka);
    client.put("acks", "all");
    client.put("linger.ms", Integer.toString(lingerMillis));
    client.put("batch.size", Integer.toString(256 << 10));
    client.put("buffer.memory", Long.toString(64L << 20));
    client.put("compression.type", "lz4");
    client.put("max.request.size", Integer.toString(8 << 20));
    this.producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Makes a topic for input: nothing in it ever gets too old. */
  public void makeTopic(String name, int partitions) {
    makeTopics(kafka, partitions, name);
  }

  /** Makes topics that keep everything. */
  public static void makeTopics(String kafka, int partitions, String... names) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin
          .createTopics(
              List.of(names).stream()
                  .map(
                      name ->
                          new NewTopic(name, partitions, (short) 1)
                              .configs(
                                  Map.of("retention.ms", "-1", "max.message.bytes", "16777216")))
                  .toList())
          .all()
          .get();
      awaitLeaders(admin, partitions, names);
    } catch (ExecutionException refused) {
      throw new IllegalStateException("topics could not be made", refused.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  // A topic is made before every leader takes records. A producer that is too early can lose the
  // order of its batches over the refusals and never get through; this question is only answered by
  // leaders, and is asked again until they do.
  private static void awaitLeaders(Admin admin, int partitions, String... names)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> starts = new HashMap<>();
    for (String name : names) {
      for (int partition = 0; partition < partitions; partition++) {
        starts.put(new TopicPartition(name, partition), OffsetSpec.earliest());
      }
    }
    long deadline = System.nanoTime() + KNOWN_WITHIN_NANOS;
    while (true) {
      try {
        var _ = admin.listOffsets(starts).all().get();
        return;
      } catch (ExecutionException notYet) {
        // On a busy machine the broker that is asked may not have heard of the topic.
        boolean mayCome = notYet.getCause() instanceof UnknownTopicOrPartitionException;
        if (!mayCome || System.nanoTime() > deadline) {
          throw notYet;
        }
        LockSupport.parkNanos(50_000_000L);
      }
    }
  }

  /** Enrols everyone with a threshold of their own. */
  public void enrol(String topic, Hearts hearts) {
    for (int who = 0; who < hearts.participants(); who++) {
      String json =
          "{\"study\":\"S1\",\"participant\":\""
              + hearts.id(who)
              + "\",\"thresholds\":{\"heart_rate\":{\"high\":"
              + hearts.high(who)
              + "}},\"by\":\"bench\",\"reason\":\"own threshold\"}";
      send(
          topic,
          Hearts.START_MILLIS,
          hearts.id(who).getBytes(StandardCharsets.UTF_8),
          json.getBytes(StandardCharsets.UTF_8));
    }
    flush();
  }

  /** Writes so many records of the hearts, and lets the truth see each. */
  public void beats(String topic, Hearts hearts, Truth truth, long records) {
    for (long i = 0; i < records; i++) {
      hearts.advance();
      truth.take();
      send(topic, hearts.stampMillis(), hearts.key(), hearts.json());
    }
    flush();
  }

  /** Sends one record; fails when an earlier one was refused. */
  public void send(String topic, long stampMillis, byte[] key, byte[] value) {
    Exception earlier = trouble.get();
    if (earlier != null) {
      throw new IllegalStateException("a record was not taken: " + earlier.getMessage(), earlier);
    }
    var _ =
        producer.send(
            new ProducerRecord<>(topic, null, stampMillis, key, value),
            (_, failed) -> {
              if (failed != null) {
                trouble.set(failed);
              }
            });
  }

  /** Waits until everything is with the broker. */
  public void flush() {
    producer.flush();
    Exception failed = trouble.get();
    if (failed != null) {
      throw new IllegalStateException("a record was not taken: " + failed.getMessage(), failed);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
