package io.zeitgeber.service.ingest;

import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition as a worker reads it: where it stands, and what was gathered since the last cut.
 * Used by the worker's thread alone, but for the receipts.
 */
final class Reading {
  private final UUID topicId;
  private final TopicPartition partition;

  /** Where the last receipt ends: the next one begins here. Written by the receipts' thread. */
  private volatile long receiptedNext;

  /** Where the slice that is being gathered ends. */
  private long next;

  private int records;
  private int refused;
  private long maxReceivedMicros;

  /** Records below it are in a receipt already: read again, they are not counted again. */
  private final long countFrom;

  /**
   * @param start where reading begins; at or below {@code receiptedNext}
   * @param receiptedNext where the last receipt ends
   * @param maxReceivedMicros what the last receipt says of it
   */
  Reading(
      UUID topicId,
      TopicPartition partition,
      long start,
      long receiptedNext,
      long maxReceivedMicros) {
    this.topicId = topicId;
    this.partition = partition;
    this.receiptedNext = receiptedNext;
    this.countFrom = receiptedNext;
    this.next = start;
    this.maxReceivedMicros = maxReceivedMicros;
  }

  /** Where reading goes on. */
  long next() {
    return next;
  }

  UUID topicId() {
    return topicId;
  }

  String topic() {
    return partition.topic();
  }

  int partition() {
    return partition.partition();
  }

  TopicPartition topicPartition() {
    return partition;
  }

  /** The greatest received time that this partition has brought; only ever grows. */
  long maxReceivedMicros() {
    return maxReceivedMicros;
  }

  /**
   * Notes a record that was gathered.
   *
   * @param maxReceived the greatest plausible received time up to it
   */
  void gathered(long offset, long maxReceived) {
    records += offset >= countFrom ? 1 : 0;
    maxReceivedMicros = maxReceived;
  }

  /** Notes a record that ingest refuses itself. */
  void refused(long offset) {
    refused += offset >= countFrom ? 1 : 0;
  }

  long receiptedNext() {
    return receiptedNext;
  }

  /** What is read again below the last receipt takes nothing back of it. */
  void receiptedUpTo(long offset) {
    receiptedNext = Math.max(receiptedNext, offset);
  }

  /** Cuts the slice gathered so far: it ends before {@code position}. */
  SliceNote cut(long position) {
    SliceNote slice = new SliceNote(this, position, records, refused, maxReceivedMicros);
    next = position;
    records = 0;
    refused = 0;
    return slice;
  }

  boolean hasNews(long position) {
    return position > next;
  }

  /** A slice that was cut: where it ends and what it held. */
  record SliceNote(Reading reading, long next, int records, int refused, long maxReceivedMicros) {}
}
