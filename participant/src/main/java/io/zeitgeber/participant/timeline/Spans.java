package io.zeitgeber.participant.timeline;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.Arrays;

/**
 * Stretches of time [start, end) in ascending order that neither overlap nor touch. Beyond a limit
 * the oldest is forgotten.
 */
public final class Spans {
  private static final int MOST = 512;

  private long[] starts;
  private long[] ends;
  private int size;

  public Spans() {
    this(new long[4], new long[4], 0);
  }

  private Spans(long[] starts, long[] ends, int size) {
    this.starts = starts;
    this.ends = ends;
    this.size = size;
  }

  public Spans copy() {
    int room = Math.max(4, size + 2);
    return new Spans(Arrays.copyOf(starts, room), Arrays.copyOf(ends, room), size);
  }

  public int size() {
    return size;
  }

  public long start(int at) {
    return starts[at];
  }

  public long end(int at) {
    return ends[at];
  }

  /** Adds a stretch; what it overlaps or touches becomes one with it. */
  public void add(long startMicros, long endMicros) {
    if (endMicros <= startMicros) {
      return;
    }
    int first = size;
    while (first > 0 && ends[first - 1] >= startMicros) {
      first--;
    }
    int after = first;
    long start = startMicros;
    long end = endMicros;
    while (after < size && starts[after] <= endMicros) {
      start = Math.min(start, starts[after]);
      end = Math.max(end, ends[after]);
      after++;
    }
    replace(first, after, 1);
    starts[first] = start;
    ends[first] = end;
    if (size > MOST) {
      replace(0, 1, 0);
    }
  }

  /** Takes a stretch out of all that it overlaps. */
  public void remove(long startMicros, long endMicros) {
    for (int at = size - 1; at >= 0 && ends[at] > startMicros; at--) {
      long start = starts[at];
      long end = ends[at];
      if (start >= endMicros) {
        continue;
      }
      int left = (start < startMicros ? 1 : 0) + (end > endMicros ? 1 : 0);
      replace(at, at + 1, left);
      int place = at;
      if (start < startMicros) {
        starts[place] = start;
        ends[place++] = startMicros;
      }
      if (end > endMicros) {
        starts[place] = endMicros;
        ends[place] = end;
      }
    }
  }

  /** Forgets what ends at or before then. */
  public void forgetBefore(long micros) {
    int gone = 0;
    while (gone < size && ends[gone] <= micros) {
      gone++;
    }
    replace(0, gone, 0);
  }

  /** The first stretch that ends after then; the size where there is none. */
  public int firstAfter(long micros) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > micros) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** How much of [from, to) is in it. */
  public long within(long fromMicros, long toMicros) {
    long sum = 0;
    for (int at = firstAfter(fromMicros); at < size && starts[at] < toMicros; at++) {
      sum += Math.min(ends[at], toMicros) - Math.max(starts[at], fromMicros);
    }
    return sum;
  }

  public void write(CanonicalWriter to) {
    to.number(size);
    long last = 0;
    for (int at = 0; at < size; at++) {
      to.number(starts[at] - last).number(ends[at] - starts[at]);
      last = ends[at];
    }
  }

  public static Spans read(CanonicalReader from) {
    int size = from.count();
    long[] starts = new long[size + 2];
    long[] ends = new long[size + 2];
    long last = 0;
    for (int at = 0; at < size; at++) {
      starts[at] = last + from.number();
      ends[at] = starts[at] + from.number();
      last = ends[at];
    }
    return new Spans(starts, ends, size);
  }

  /** Makes room for so many in place of those from first up to, but without, after. */
  private void replace(int first, int after, int with) {
    int next = size - (after - first) + with;
    if (next > starts.length) {
      starts = Arrays.copyOf(starts, Math.max(next, starts.length * 2));
      ends = Arrays.copyOf(ends, starts.length);
    }
    System.arraycopy(starts, after, starts, first + with, size - after);
    System.arraycopy(ends, after, ends, first + with, size - after);
    size = next;
  }
}
