package io.zeitgeber.participant.step;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.Arrays;

/**
 * Where in a participant's arrivals to look for what was received since some time: the first
 * arrivals that had a later received time than all before, some ten minutes apart, the older the
 * farther. A few dozen, however long the history.
 */
final class Marks {
  static final Marks NONE = new Marks(Long.MIN_VALUE, new long[0]);

  private static final long APART_MICROS = 600_000_000;

  /** Of two marks one goes where the two around it lie closer than this part of their age. */
  private static final int PART_OF_AGE = 8;

  private final long receivedMicros;

  /** Received time and ordinal, by turns, both ascending. */
  private final long[] pairs;

  private Marks(long receivedMicros, long[] pairs) {
    this.receivedMicros = receivedMicros;
    this.pairs = pairs;
  }

  /** The greatest received time so far. */
  long receivedMicros() {
    return receivedMicros;
  }

  /** From which received time on the next mark is to be made. */
  long nextMicros() {
    return pairs.length == 0 ? Long.MIN_VALUE : pairs[pairs.length - 2] + APART_MICROS;
  }

  Marks received(long micros) {
    return micros <= receivedMicros ? this : new Marks(micros, pairs);
  }

  /** After an arrival that was received later than all before it. */
  Marks mark(long micros, long arrival) {
    long[] more = Arrays.copyOf(pairs, pairs.length + 2);
    more[pairs.length] = micros;
    more[pairs.length + 1] = arrival;
    return new Marks(Math.max(micros, receivedMicros), thinned(more));
  }

  /** No arrival before this one was received at that time or later. */
  long firstSince(long micros) {
    long first = 1;
    for (int at = 0; at < pairs.length && pairs[at] <= micros; at += 2) {
      first = pairs[at + 1];
    }
    return first;
  }

  private static long[] thinned(long[] pairs) {
    long[] kept = pairs.clone();
    int length = 2;
    long newest = pairs[pairs.length - 2];
    for (int at = 2; at < pairs.length; at += 2) {
      boolean close =
          at + 2 < pairs.length
              && pairs[at + 2] - kept[length - 2] < (newest - pairs[at]) / PART_OF_AGE;
      if (!close) {
        kept[length++] = pairs[at];
        kept[length++] = pairs[at + 1];
      }
    }
    return Arrays.copyOf(kept, Math.min(length, pairs.length));
  }

  void write(CanonicalWriter to) {
    to.fixed(receivedMicros).number(pairs.length);
    long before = 0;
    for (long each : pairs) {
      to.number(each - before);
      before = each;
    }
  }

  static Marks read(CanonicalReader from) {
    long received = from.fixed();
    long[] pairs = new long[from.count()];
    long before = 0;
    for (int at = 0; at < pairs.length; at++) {
      pairs[at] = from.number() + before;
      before = pairs[at];
    }
    return new Marks(received, pairs);
  }
}
