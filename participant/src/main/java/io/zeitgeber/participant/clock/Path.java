package io.zeitgeber.participant.clock;

import java.util.Arrays;

/**
 * The offsets of a segment behind its last knots: a line through few points. When there is no room
 * the point goes whose absence bends the line least.
 */
final class Path extends Part {
  private static final int ROOM = 12;

  private long[] xs = {};
  private long[] offsets = {};
  private int points;

  int points() {
    return points;
  }

  long lastX() {
    return xs[points - 1];
  }

  long lastOffset() {
    return offsets[points - 1];
  }

  /** Adds a point, unless device time did not advance or corrected times would run backwards. */
  void add(long x, long offset) {
    if (points > 0 && x - lastX() <= Math.abs(offset - lastOffset()) << 1) {
      return;
    }
    own(points + 1);
    xs[points] = x;
    offsets[points] = offset;
    points++;
    if (points > ROOM) {
      drop(leastMissed());
    }
  }

  /** Keeps so many points. */
  void thin(int room) {
    own(points);
    while (points > room) {
      drop(leastMissed());
    }
  }

  private void own(int room) {
    if (mustCopy() || room > xs.length) {
      int length = Math.min(ROOM + 1, Math.max(xs.length, room + (room >> 1)));
      xs = Arrays.copyOf(xs, length);
      offsets = Arrays.copyOf(offsets, length);
    }
  }

  private int leastMissed() {
    int best = 1;
    long least = Long.MAX_VALUE;
    for (int at = 1; at < points - 1; at++) {
      long without = Q32.between(xs[at], xs[at - 1], offsets[at - 1], xs[at + 1], offsets[at + 1]);
      long miss = Math.abs(offsets[at] - without);
      if (miss < least) {
        least = miss;
        best = at;
      }
    }
    return best;
  }

  private void drop(int at) {
    System.arraycopy(xs, at + 1, xs, at, points - at - 1);
    System.arraycopy(offsets, at + 1, offsets, at, points - at - 1);
    points--;
  }

  /** The offset; before the first and after the last point it goes on at the rate. */
  long at(long x, long rate) {
    if (x <= xs[0]) {
      return offsets[0] + Q32.mul(rate, x - xs[0]);
    }
    if (x >= lastX()) {
      return lastOffset() + Q32.mul(rate, x - lastX());
    }
    int after = 1;
    while (xs[after] < x) {
      after++;
    }
    return Q32.between(x, xs[after - 1], offsets[after - 1], xs[after], offsets[after]);
  }

  @Override
  void each(Fields fields) {
    points = fields.integer(points);
    if (points < 0 || points > ROOM) {
      throw new IllegalArgumentException("more points than there may be");
    }
    if (xs.length < points) {
      xs = new long[points];
      offsets = new long[points];
    }
    xs = fields.numbers(xs, points);
    offsets = fields.numbers(offsets, points);
  }
}
