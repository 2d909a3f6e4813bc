package io.zeitgeber.participant.rule;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.Arrays;
import java.util.UUID;

/**
 * Which records of one partition a pane's samples came in. A record whose samples span panes is in
 * the proof of each; the distance to its pane before is kept, so that a window over several panes
 * counts it once.
 */
final class Proof {
  private static final long[] NONE = {};

  final UUID topicId;
  final String topic;
  final int partition;
  final long first;
  private long last;
  private int records;

  /** Distance in panes, then how many records went on over it, and so on by distance. */
  private long[] continued = NONE;

  Proof(Arrival arrival) {
    this(arrival.topicId(), arrival.topic(), arrival.partition(), arrival.offset());
  }

  private Proof(UUID topicId, String topic, int partition, long first) {
    this.topicId = topicId;
    this.topic = topic;
    this.partition = partition;
    this.first = first;
    last = -1;
  }

  Proof copy() {
    Proof copy = new Proof(topicId, topic, partition, first);
    copy.last = last;
    copy.records = records;
    copy.continued = continued.clone();
    return copy;
  }

  boolean isOf(UUID otherTopic, int otherPartition) {
    return partition == otherPartition && topicId.equals(otherTopic);
  }

  /** Whether the record with that offset is not counted yet; offsets of a partition ascend. */
  boolean lacks(long offset) {
    return offset != last;
  }

  void record(long offset) {
    last = offset;
    records++;
  }

  /** The record just counted has its sample before this one so many panes earlier. */
  void continues(long panes) {
    for (int at = 0; at < continued.length; at += 2) {
      if (continued[at] == panes) {
        continued[at + 1]++;
        return;
      }
    }
    int length = continued.length;
    continued = Arrays.copyOf(continued, length + 2);
    continued[length] = panes;
    continued[length + 1] = 1;
  }

  long last() {
    return last;
  }

  /** Records that begin in this pane as seen from a window that holds so many panes before it. */
  int recordsFrom(long panesBefore) {
    long begun = records;
    for (int at = 0; at < continued.length; at += 2) {
      begun -= continued[at] <= panesBefore ? continued[at + 1] : 0;
    }
    return (int) begun;
  }

  void write(CanonicalWriter to) {
    to.id(topicId).text(topic).number(partition).number(first).number(last).number(records);
    to.number(continued.length);
    for (long each : continued) {
      to.number(each);
    }
  }

  static Proof read(CanonicalReader from) {
    Proof proof = new Proof(from.id(), from.text(), from.integer(), from.number());
    proof.last = from.number();
    proof.records = from.integer();
    proof.continued = new long[from.count()];
    for (int at = 0; at < proof.continued.length; at++) {
      proof.continued[at] = from.number();
    }
    return proof;
  }
}
