package io.zeitgeber.participant.observation;

import java.util.UUID;

/**
 * Records of one participant out of one Kafka partition of which nothing is kept but where they
 * came from, when, and how long they were. The arrays are not copied and not to be changed.
 */
public final class Declined {
  private final UUID topicId;
  private final String topic;
  private final int partition;
  private final boolean logAppendTime;
  private final long[] offsets;
  private final long[] receivedMicros;
  private final int[] lengths;
  private final Refusal reason;

  /**
   * @param offsets ascending; one or more
   * @param receivedMicros of each record
   * @param lengths in bytes of each record; 0 where it was not at hand
   * @param reason {@code WITHDRAWN} or {@code ERASED}
   */
  public Declined(
      UUID topicId,
      String topic,
      int partition,
      boolean logAppendTime,
      long[] offsets,
      long[] receivedMicros,
      int[] lengths,
      Refusal reason) {
    if (offsets.length == 0
        || receivedMicros.length != offsets.length
        || lengths.length != offsets.length) {
      throw new IllegalArgumentException("columns of different lengths, or none");
    }
    this.topicId = topicId;
    this.topic = topic;
    this.partition = partition;
    this.logAppendTime = logAppendTime;
    this.offsets = offsets;
    this.receivedMicros = receivedMicros;
    this.lengths = lengths;
    this.reason = reason;
  }

  public int size() {
    return offsets.length;
  }

  public UUID topicId() {
    return topicId;
  }

  public String topic() {
    return topic;
  }

  public int partition() {
    return partition;
  }

  /** Whether the received times are the broker's own rather than the producers'. */
  public boolean logAppendTime() {
    return logAppendTime;
  }

  public long[] offsets() {
    return offsets;
  }

  public Origin origin(int row) {
    return new Origin(topicId, topic, partition, offsets[row]);
  }

  public long[] receivedMicros() {
    return receivedMicros;
  }

  /** In bytes. */
  public int[] lengths() {
    return lengths;
  }

  public Refusal reason() {
    return reason;
  }
}
