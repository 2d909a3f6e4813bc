package io.zeitgeber.bench.clock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stretches of true time in which something is so, ascending and apart: offline, congested. */
final class Spans {
  private final List<long[]> spans;
  private int next;

  private Spans(List<long[]> spans) {
    this.spans = spans;
  }

  /** Hours offline for a device that mostly streams. */
  static Spans offlineNowAndThen(long end, Chance chance) {
    List<long[]> spans = new ArrayList<>();
    long from = Trace.START + (long) (chance.exponential(2) * Trace.HOUR);
    while (from < end) {
      double hours = Math.min(chance.exponential(1.5), 14);
      long until = from + (long) (hours * Trace.HOUR) + Trace.MINUTE;
      spans.add(new long[] {from, until});
      from = until + (long) (chance.exponential(3) * Trace.HOUR) + Trace.MINUTE;
    }
    return new Spans(spans);
  }

  /** All of the time, in stretches of about six hours: one upload each. */
  static Spans betweenUploads(long end, Chance chance) {
    List<long[]> spans = new ArrayList<>();
    for (long from = Trace.START; from < end; ) {
      double hours = Math.clamp(chance.logNormal(6, 0.7), 0.5, 48);
      long until = from + (long) (hours * Trace.HOUR);
      spans.add(new long[] {from, until});
      from = until;
    }
    return new Spans(spans);
  }

  static Spans none() {
    return new Spans(List.of());
  }

  /** Episodes of 5 to 20 minutes. */
  static Spans congestion(long end, Chance chance) {
    return episodes(end, 4, 5 * Trace.MINUTE, 20 * Trace.MINUTE, chance);
  }

  /** Lost radio links of 5 to 120 seconds. */
  static Spans dropOuts(long end, Chance chance) {
    return episodes(end, 1, 5 * Trace.SECOND, 2 * Trace.MINUTE, chance);
  }

  private static Spans episodes(long end, double everyHours, long least, long most, Chance chance) {
    List<long[]> spans = new ArrayList<>();
    long from = Trace.START + (long) (chance.exponential(everyHours) * Trace.HOUR);
    while (from < end) {
      long until = from + (long) chance.between((double) least, (double) most);
      spans.add(new long[] {from, until});
      from = until + (long) (chance.exponential(everyHours) * Trace.HOUR);
    }
    return new Spans(spans);
  }

  Spans and(Spans others) {
    List<long[]> all = new ArrayList<>(spans);
    all.addAll(others.spans);
    all.sort(Comparator.comparingLong(span -> span[0]));
    List<long[]> apart = new ArrayList<>();
    for (long[] span : all) {
      if (!apart.isEmpty() && span[0] <= apart.getLast()[1]) {
        apart.getLast()[1] = Math.max(apart.getLast()[1], span[1]);
      } else {
        apart.add(span.clone());
      }
    }
    return new Spans(apart);
  }

  /** Whether a time lies in one. Times must ascend from call to call. */
  boolean covers(long micros) {
    while (next < spans.size() && micros >= spans.get(next)[1]) {
      next++;
    }
    return next < spans.size() && micros >= spans.get(next)[0];
  }

  /** End of the span that covered the last time asked for. */
  long until() {
    return spans.get(next)[1];
  }
}
