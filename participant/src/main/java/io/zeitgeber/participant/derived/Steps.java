package io.zeitgeber.participant.derived;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.timeline.Spans;
import io.zeitgeber.participant.timeline.Statements;
import java.util.Arrays;

/**
 * Steps of one counter in its latest hours: which time it has covered, and in which stretches there
 * were any. A second count for the same stretch is a better one.
 */
final class Steps {
  static final String CHANNEL = "steps";
  static final String RULE = "steps-while-asleep";
  static final String RESULT = "steps_while_asleep";
  private static final int MOST = 1440;
  private static final long LONGEST = 24 * 3_600_000_000L;

  final Spans covered;
  final Statements statements;
  private long[] starts;
  private int[] durations;
  private float[] counts;
  private int size;

  Steps() {
    this(new Spans(), new Statements(), new long[8], new int[8], new float[8], 0);
  }

  private Steps(
      Spans covered,
      Statements statements,
      long[] starts,
      int[] durations,
      float[] counts,
      int size) {
    this.covered = covered;
    this.statements = statements;
    this.starts = starts;
    this.durations = durations;
    this.counts = counts;
    this.size = size;
  }

  Steps copy() {
    int room = size + 4;
    return new Steps(
        covered.copy(),
        statements.copy(),
        Arrays.copyOf(starts, room),
        Arrays.copyOf(durations, room),
        Arrays.copyOf(counts, room),
        size);
  }

  /** A count over a stretch, at most a day long. */
  void count(long startMicros, long endMicros, double steps) {
    if (endMicros - startMicros > LONGEST) {
      return;
    }
    covered.add(startMicros, endMicros);
    int place = size;
    while (place > 0 && starts[place - 1] > startMicros) {
      place--;
    }
    int millis = (int) ((endMicros - startMicros) / 1000);
    if (place > 0 && starts[place - 1] == startMicros && durations[place - 1] == millis) {
      counts[place - 1] = (float) steps;
    } else if (steps > 0) {
      insert(place, startMicros, millis, (float) steps);
    }
  }

  /** Forgets the counts whose middle lies in [from, to), and that it was covered. */
  void clear(long fromMicros, long toMicros) {
    covered.remove(fromMicros, toMicros);
    int kept = 0;
    for (int at = 0; at < size; at++) {
      if (!isWithin(starts[at], end(at), fromMicros, toMicros)) {
        starts[kept] = starts[at];
        durations[kept] = durations[at];
        counts[kept++] = counts[at];
      }
    }
    size = kept;
  }

  /** A count of a stretch that was cleared: one whose middle lies outside was left in it. */
  void recount(long startMicros, long endMicros, double steps, long fromMicros, long toMicros) {
    if (isWithin(startMicros, endMicros, fromMicros, toMicros)) {
      count(startMicros, endMicros, steps);
    } else if (endMicros - startMicros <= LONGEST) {
      covered.add(startMicros, endMicros);
    }
  }

  private static boolean isWithin(long start, long end, long fromMicros, long toMicros) {
    long middle = start + (end - start) / 2;
    return middle >= fromMicros && middle < toMicros;
  }

  void forgetBefore(long micros) {
    covered.forgetBefore(micros);
    int gone = 0;
    while (gone < size && end(gone) <= micros) {
      gone++;
    }
    drop(gone);
  }

  /** Whether there is no step in [from, to), and that is known. */
  boolean still(long fromMicros, long toMicros) {
    if (covered.within(fromMicros, toMicros) < toMicros - fromMicros) {
      return false;
    }
    for (int at = size - 1; at >= 0 && starts[at] > fromMicros - 3_600_000_000L; at--) {
      if (counts[at] > 0 && starts[at] < toMicros && end(at) > fromMicros) {
        return false;
      }
    }
    return true;
  }

  /** Steps in [from, to) while asleep, shared out by overlap. */
  double whileIn(Spans asleep, long fromMicros, long toMicros) {
    double sum = 0;
    for (int at = 0; at < size && starts[at] < toMicros; at++) {
      long from = Math.max(fromMicros, starts[at]);
      long to = Math.min(toMicros, end(at));
      if (to > from && counts[at] > 0) {
        sum += counts[at] * asleep.within(from, to) / (durations[at] * 1000.0);
      }
    }
    return sum;
  }

  void write(CanonicalWriter to) {
    covered.write(to);
    statements.write(to);
    to.number(size);
    for (int at = 0; at < size; at++) {
      to.number(starts[at]).number(durations[at]).number(Float.floatToIntBits(counts[at]));
    }
  }

  static Steps read(CanonicalReader from) {
    Spans covered = Spans.read(from);
    Statements statements = Statements.read(from);
    int size = from.count();
    long[] starts = new long[size + 4];
    int[] durations = new int[size + 4];
    float[] counts = new float[size + 4];
    for (int at = 0; at < size; at++) {
      starts[at] = from.number();
      durations[at] = from.integer();
      counts[at] = Float.intBitsToFloat(from.integer());
    }
    return new Steps(covered, statements, starts, durations, counts, size);
  }

  private long end(int at) {
    return starts[at] + durations[at] * 1000L;
  }

  private void insert(int place, long start, int millis, float steps) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      durations = Arrays.copyOf(durations, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    System.arraycopy(starts, place, starts, place + 1, size - place);
    System.arraycopy(durations, place, durations, place + 1, size - place);
    System.arraycopy(counts, place, counts, place + 1, size - place);
    starts[place] = start;
    durations[place] = millis;
    counts[place] = steps;
    size++;
    drop(size - MOST);
  }

  private void drop(int first) {
    if (first > 0) {
      System.arraycopy(starts, first, starts, 0, size - first);
      System.arraycopy(durations, first, durations, 0, size - first);
      System.arraycopy(counts, first, counts, 0, size - first);
      size -= first;
    }
  }
}
