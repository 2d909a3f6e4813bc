package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.observation.Origin;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The records of Kafka that an entry holds and what became of each: the part of the header that the
 * ledger counts. The arrays are not copied and not to be changed.
 */
public final class RecordsTaken {
  private final UUID topicId;
  private final String topic;
  private final int partition;
  private final boolean logAppendTime;
  private final boolean receivedIsDevice;
  private final long[] offsets;
  private final long receivedMinMicros;
  private final long receivedMaxMicros;
  private final int observed;
  private final Map<String, int[]> refusals;

  RecordsTaken(
      UUID topicId,
      String topic,
      int partition,
      boolean logAppendTime,
      boolean receivedIsDevice,
      long[] offsets,
      long receivedMinMicros,
      long receivedMaxMicros,
      int observed,
      Map<String, int[]> refusals) {
    this.topicId = topicId;
    this.topic = topic;
    this.partition = partition;
    this.logAppendTime = logAppendTime;
    this.receivedIsDevice = receivedIsDevice;
    this.offsets = offsets;
    this.receivedMinMicros = receivedMinMicros;
    this.receivedMaxMicros = receivedMaxMicros;
    this.observed = observed;
    this.refusals = refusals;
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

  /** Whether the topic's producers are the devices themselves. */
  public boolean receivedIsDevice() {
    return receivedIsDevice;
  }

  public int count() {
    return offsets.length;
  }

  /** Ascending. */
  public long[] offsets() {
    return offsets;
  }

  public Origin origin(int row) {
    return new Origin(topicId, topic, partition, offsets[row]);
  }

  public long receivedMinMicros() {
    return receivedMinMicros;
  }

  public long receivedMaxMicros() {
    return receivedMaxMicros;
  }

  /** How many records the step took. */
  public int observed() {
    return observed;
  }

  /** How many records the step refused. */
  public int refused() {
    return offsets.length - observed;
  }

  /** The rows that were refused, by the name of the reason. */
  public Map<String, int[]> refusals() {
    return refusals;
  }

  @Override
  public String toString() {
    String reasons =
        refusals.entrySet().stream()
            .map(refusal -> refusal.getKey() + " " + refusal.getValue().length)
            .collect(Collectors.joining(", "));
    return topic + "-" + partition + ": " + offsets.length + " records [" + reasons + "]";
  }
}
