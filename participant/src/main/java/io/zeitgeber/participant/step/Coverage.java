package io.zeitgeber.participant.step;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What intervals of one device have covered so far: of what overlaps, the first one counts. */
final class Coverage {
  private final long toleranceMicros;
  private final NavigableMap<Long, Long> covered = new TreeMap<>();

  /**
   * @param toleranceMicros two that overlap by no more are neighbours: their times are no better
   *     known
   */
  Coverage(long toleranceMicros) {
    this.toleranceMicros = toleranceMicros;
  }

  /** The parts of [from, to] that nothing covers yet, by turns; from here on it is covered. */
  long[] cover(long from, long to) {
    if (from == to) {
      return new long[] {from, to};
    }
    long[] pieces = new long[2];
    int length = 0;
    long at = from;
    Map.Entry<Long, Long> before = covered.floorEntry(from);
    if (before != null && before.getValue() - from > toleranceMicros) {
      at = before.getValue();
    }
    for (Map.Entry<Long, Long> each : covered.subMap(from, false, to, false).entrySet()) {
      if (to - each.getKey() > toleranceMicros || each.getValue() < to) {
        if (each.getKey() > at) {
          pieces = with(pieces, length, at, each.getKey());
          length += 2;
        }
        at = Math.max(at, each.getValue());
      }
    }
    if (at < to) {
      pieces = with(pieces, length, at, to);
      length += 2;
    }
    for (int piece = 0; piece < length; piece += 2) {
      covered.merge(pieces[piece], pieces[piece + 1], Math::max);
    }
    return Arrays.copyOf(pieces, length);
  }

  private static long[] with(long[] pieces, int length, long from, long to) {
    long[] more = Arrays.copyOf(pieces, Math.max(pieces.length, length + 2));
    more[length] = from;
    more[length + 1] = to;
    return more;
  }
}
