package io.zeitgeber.participant.rule;

import java.util.UUID;

/**
 * The record that is being taken: where it came from, when it was received and its ordinal. One
 * object for all records of a step, so that none is made for each.
 */
public final class Arrival {
  private final UUID topicId;
  private final String topic;
  private final int partition;
  private long offset;
  private long receivedMicros;
  private long latestMicros;
  private long ordinal;

  /**
   * Before the first record.
   *
   * @param ordinal of the participant's last record so far
   * @param latestMicros the greatest received time so far
   */
  public Arrival(UUID topicId, String topic, int partition, long ordinal, long latestMicros) {
    this.topicId = topicId;
    this.topic = topic;
    this.partition = partition;
    this.ordinal = ordinal;
    this.latestMicros = latestMicros;
    offset = -1;
  }

  /** The next record. */
  public void next(long offset, long receivedMicros) {
    this.offset = offset;
    this.receivedMicros = receivedMicros;
    ordinal++;
  }

  /**
   * Its stamp is no wild one: the participant's time has come so far.
   *
   * @return whether it went on by that
   */
  public boolean reached() {
    boolean later = receivedMicros > latestMicros;
    if (later) {
      latestMicros = receivedMicros;
    }
    return later;
  }

  public long ordinal() {
    return ordinal;
  }

  public long receivedMicros() {
    return receivedMicros;
  }

  /** The greatest received time so far; what is sent again was received long before it. */
  public long latestMicros() {
    return latestMicros;
  }

  UUID topicId() {
    return topicId;
  }

  String topic() {
    return topic;
  }

  int partition() {
    return partition;
  }

  long offset() {
    return offset;
  }
}
