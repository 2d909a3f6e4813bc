package io.zeitgeber.participant.step;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The last offset taken from each topic id and partition, ever. Bounded by the number of input
 * partitions, never evicted: deduplication rests on it.
 */
final class Offsets {
  static final Offsets NONE = new Offsets(List.of());

  /** Ordered by topic id, then partition. */
  private final List<Last> lasts;

  private Offsets(List<Last> lasts) {
    this.lasts = lasts;
  }

  /** −1 where none was taken. */
  long last(UUID topicId, int partition) {
    for (Last last : lasts) {
      if (last.partition == partition && last.topicId.equals(topicId)) {
        return last.offset;
      }
    }
    return -1;
  }

  Offsets with(UUID topicId, int partition, long offset) {
    List<Last> after = new ArrayList<>(lasts.size() + 1);
    Last added = new Last(topicId, partition, offset);
    boolean placed = false;
    for (Last last : lasts) {
      int order = placed ? -1 : last.compareTo(added);
      if (order >= 0) {
        after.add(added);
        placed = true;
      }
      if (order != 0) {
        after.add(last);
      }
    }
    if (!placed) {
      after.add(added);
    }
    return new Offsets(List.copyOf(after));
  }

  void write(CanonicalWriter to) {
    to.number(lasts.size());
    lasts.forEach(last -> to.id(last.topicId).number(last.partition).number(last.offset));
  }

  static Offsets read(CanonicalReader from) {
    Offsets offsets = NONE;
    for (int left = from.count(); left > 0; left--) {
      offsets = offsets.with(from.id(), from.integer(), from.number());
    }
    return offsets;
  }

  private record Last(UUID topicId, int partition, long offset) {
    int compareTo(Last other) {
      int byTopic = topicId.compareTo(other.topicId);
      return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
  }
}
