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
 * were answered while a receipt was being written become one receipt. A receipt that is lost with
 * the process costs a rereading, never a record.
 */
final class ReceiptKeeper implements AutoCloseable {
  private final Receipts receipts;
  private final String cluster;
  private final IngestMeter meter;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("receipts").factory());
  private final Map<TopicPartition, SliceNote> answered = new LinkedHashMap<>();
  private @Nullable CompletableFuture<List<SliceNote>> writing;

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
   * What may be committed to Kafka since the last call.
   *
   * @throws ReceiptRefused when another worker has gone on from here
   */
  Map<TopicPartition, OffsetAndMetadata> proceed() {
    Map<TopicPartition, OffsetAndMetadata> noted = Map.of();
    if (writing != null && writing.isDone()) {
      noted = settle(writing.join());
      writing = null;
    }
    if (writing == null && !answered.isEmpty()) {
      List<SliceNote> slices = new ArrayList<>(answered.values());
      answered.clear();
      writing = CompletableFuture.supplyAsync(() -> write(slices), writer);
    }
    return noted;
  }

  /** Writes what is left, and says what may be committed. */
  Map<TopicPartition, OffsetAndMetadata> finish() {
    Map<TopicPartition, OffsetAndMetadata> noted = new HashMap<>();
    while (writing != null || !answered.isEmpty()) {
      if (writing != null) {
        writing.join();
      }
      noted.putAll(proceed());
    }
    return noted;
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

  private static Map<TopicPartition, OffsetAndMetadata> settle(List<SliceNote> slices) {
    Map<TopicPartition, OffsetAndMetadata> noted = new HashMap<>();
    for (SliceNote slice : slices) {
      slice.reading().receiptedUpTo(slice.next());
      noted.put(slice.reading().topicPartition(), new OffsetAndMetadata(slice.next()));
    }
    return noted;
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
