package io.zeitgeber.simulator.kafka;

import io.zeitgeber.simulator.cli.ExitCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Hands records to Kafka, idempotently and in order, and counts what became of each. */
public final class Sender implements AutoCloseable {
  private static final int SIXTEEN_MIB = 16 << 20;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Callback counting = (_, failure) -> answered(failure);
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
  private long sent;
  private volatile boolean broken;
  private volatile boolean refused;

  /**
   * @param lingerMs how long a record may wait for company in its batch
   */
  public Sender(Connection connection, int lingerMs) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, SIXTEEN_MIB);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 120_000L);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000);
    properties.putAll(connection.properties());
    try {
      producer =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw Topics.unusable(connection, e);
    }
  }

  /**
   * Sends one record; returns at once unless Kafka is slower than we are.
   *
   * @param partition null to let the key decide
   * @param stampMillis the record's timestamp: what Zeitgeber takes as received time
   */
  public void send(
      String topic,
      @Nullable Integer partition,
      long stampMillis,
      byte @Nullable [] key,
      byte[] value) {
    sent++;
    try {
      // The callback hears what the future would say.
      var _ =
          producer.send(new ProducerRecord<>(topic, partition, stampMillis, key, value), counting);
    } catch (InterruptException e) {
      broken = true;
      fail("stopped while Kafka did not answer");
    } catch (KafkaException e) {
      answered(e);
    }
  }

  /** Whether it is useless to go on: Kafka does not answer, or lets nothing in. */
  public boolean broken() {
    return broken;
  }

  /** What a command that is {@link #broken} ends with: not permitted, or out of reach. */
  public int exitCode() {
    return refused ? ExitCode.REFUSED : ExitCode.OUT_OF_REACH;
  }

  public long sent() {
    return sent;
  }

  public long acknowledged() {
    return acknowledged.get();
  }

  public long failed() {
    return failed.get();
  }

  /** Why the first record that failed did so. */
  public @Nullable String firstFailure() {
    return firstFailure.get();
  }

  /** Waits until all that was sent has been answered. */
  public void flush() {
    try {
      producer.flush();
    } catch (InterruptException e) {
      broken = true;
      fail("stopped while Kafka did not answer");
    }
  }

  @Override
  public void close() {
    // An interrupt has done its work by now; to close is what it asked for.
    boolean interrupted = Thread.interrupted();
    try {
      producer.close(broken ? Duration.ZERO : Duration.ofSeconds(10));
    } catch (InterruptException e) {
      // A second interrupt while closing: whoever sent it does not want to wait. It stays set.
      broken = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void answered(@Nullable Exception failure) {
    if (failure == null) {
      acknowledged.incrementAndGet();
      return;
    }
    failed.incrementAndGet();
    fail(String.valueOf(failure.getMessage()));
    if (failure instanceof AuthorizationException || failure instanceof AuthenticationException) {
      refused = true;
    }
    if (!ofOneRecord(failure)) {
      broken = true;
    }
  }

  private static boolean ofOneRecord(Exception failure) {
    return failure instanceof ApiException
        && (failure instanceof RecordTooLargeException
            || failure instanceof InvalidTimestampException);
  }

  private void fail(String why) {
    firstFailure.compareAndSet(null, why);
  }
}
