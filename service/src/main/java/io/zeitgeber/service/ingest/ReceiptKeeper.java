package io.zeitgeber.service.ingest;

import io.zeitgeber.persistence.receipt.Continued;
import io.zeitgeber.persistence.receipt.Receipt;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.service.ingest.Reading.SliceNote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes the receipts of answered slices beside the worker's thread. Slices of one partition that
 * were answered since the last receipt become one: of small slices there are hundreds a second, and
 * a transaction for each would cost more than it says. A receipt that is lost with the process
 * costs a rereading, never a record; what is committed to Kafka is for its tools alone.
 */
final class ReceiptKeeper implements AutoCloseable {
  private static final long RECEIPTS_APART_NANOS = 50_000_000L;
  private static final long COMMITS_APART_NANOS = 200_000_000L;

  private final Receipts receipts;
  private final String cluster;
  private final IngestMeter meter;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("receipts").factory());
  private final Map<TopicPartition, SliceNote> answered = new LinkedHashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> noted = new HashMap<>();
  private @Nullable CompletableFuture<List<SliceNote>> writing;
  private long wroteNanos = System.nanoTime() - RECEIPTS_APART_NANOS;
  private long committedNanos = System.nanoTime() - COMMITS_APART_NANOS;

  /**
   * @param cluster Kafka's cluster id
   */
  ReceiptKeeper(Receipts receipts, String cluster, IngestMeter meter) {
    this.receipts = receipts;
    this.cluster = cluster;
    this.meter = meter;
  }

  /** These slices are answered: every record of them is durable. */
  void add(List<SliceNote> slices) {
    for (SliceNote slice : slices) {
      answered.merge(slice.reading().topicPartition(), slice, ReceiptKeeper::together);
    }
  }

  private static SliceNote together(SliceNote first, SliceNote second) {
    return new SliceNote(
        first.reading(),
        second.next(),
        first.records() + second.records(),
        first.refused() + second.refused(),
        Math.max(first.maxReceivedMicros(), second.maxReceivedMicros()));
  }

  /**
   * What is to be committed to Kafka now: a few times a second, what was noted since.
   *
   * @throws ReceiptRefused when another worker has gone on from here
   */
  Map<TopicPartition, OffsetAndMetadata> proceed() {
    long now = System.nanoTime();
    if (writing != null && writing.isDone()) {
      settle(writing.join());
      writing = null;
    }
    if (writing == null && !answered.isEmpty() && now - wroteNanos >= RECEIPTS_APART_NANOS) {
      wroteNanos = now;
      writing = begin();
    }
    return now - committedNanos < COMMITS_APART_NANOS ? Map.of() : toCommit();
  }

  private CompletableFuture<List<SliceNote>> begin() {
    List<SliceNote> slices = new ArrayList<>(answered.values());
    answered.clear();
    return CompletableFuture.supplyAsync(() -> write(slices), writer);
  }

  private Map<TopicPartition, OffsetAndMetadata> toCommit() {
    committedNanos = System.nanoTime();
    Map<TopicPartition, OffsetAndMetadata> all = Map.copyOf(noted);
    noted.clear();
    return all;
  }

  /** Writes what is left, and says what is to be committed. */
  Map<TopicPartition, OffsetAndMetadata> finish() {
    while (writing != null || !answered.isEmpty()) {
      settle((writing == null ? begin() : writing).join());
      writing = null;
    }
    return toCommit();
  }

  private List<SliceNote> write(List<SliceNote> slices) {
    long began = System.nanoTime();
    List<Receipt> rows = new ArrayList<>();
    long polledMicros = System.currentTimeMillis() * 1000;
    for (SliceNote slice : slices) {
      Reading reading = slice.reading();
      if (slice.next() > reading.receiptedNext()) {
        rows.add(
            new Receipt(
                cluster,
                reading.topicId(),
                reading.topic(),
                reading.partition(),
                reading.receiptedNext(),
                slice.next(),
                slice.records(),
                slice.refused(),
                slice.maxReceivedMicros(),
                polledMicros));
      }
    }
    if (!rows.isEmpty() && receipts.write(rows).contains(Continued.NO)) {
      throw new ReceiptRefused();
    }
    meter.receipted(System.nanoTime() - began);
    return slices;
  }

  private void settle(List<SliceNote> slices) {
    for (SliceNote slice : slices) {
      slice.reading().receiptedUpTo(slice.next());
      noted.put(slice.reading().topicPartition(), new OffsetAndMetadata(slice.next()));
    }
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(10, java.util.concurrent.TimeUnit.SECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Another worker has written receipts from here on: this one is a zombie and ends. */
  static final class ReceiptRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReceiptRefused() {
      super("another worker has gone on from the last receipt: this one ends");
    }
  }
}
