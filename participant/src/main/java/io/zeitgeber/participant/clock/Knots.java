package io.zeitgeber.participant.clock;

import java.util.Arrays;

/**
 * The last 32 knots: each the lowest point of a quarter of an hour, and the offset there once its
 * neighbours have had their say.
 *
 * <p>The offset of a knot is the drift cone's: the least of what the knots within two hours say of
 * it when each is carried over with the rate and the drift allowance. So a knot that saw only late
 * samples is put right by its neighbours.
 */
final class Knots extends Part {
  static final int RING = 32;

  /** Knots on each side that speak for one. */
  private static final int WINDOW = 8;

  /** A knot is final when so many have come after it. */
  private static final int FINAL = 4;

  private static final int MEDIAN_OF = 16;

  private long[] xs = new long[RING];
  private long[] ys = new long[RING];
  private long[] offsets = new long[RING];
  private int added;
  private int finals;

  /** How far the last settling moved the first knot that it moved by more than was told; 0. */
  long movedMicros;

  int movedFrom;

  /** Median of what the knots lie above the line of their neighbours. */
  long excess = 2 * Times.SECOND;

  int added() {
    return added;
  }

  int count() {
    return Math.min(added, RING);
  }

  /** Number of the oldest knot that is held. */
  int oldest() {
    return added - count();
  }

  int newest() {
    return added - 1;
  }

  long x(int knot) {
    return xs[knot % RING];
  }

  long y(int knot) {
    return ys[knot % RING];
  }

  long offset(int knot) {
    return offsets[knot % RING];
  }

  /** Adds a point, or lowers the newest where device time did not advance. */
  void add(long x, long y, Line line, Path past) {
    if (mustCopy()) {
      xs = xs.clone();
      ys = ys.clone();
      offsets = offsets.clone();
    }
    if (added > 0 && x <= x(newest())) {
      lower(x, y, line);
      return;
    }
    if (added >= RING) {
      past.add(x(added), offset(added));
    }
    xs[added % RING] = x;
    ys[added % RING] = y;
    added++;
  }

  private void lower(long x, long y, Line line) {
    int at = newest() % RING;
    if ((y - ys[at]) - Q32.mul(line.rate, x - xs[at]) < 0 && (added < 2 || x > x(added - 2))) {
      xs[at] = x;
      ys[at] = y;
    }
  }

  /** Lets the neighbours speak, hangs the line on the lowest and makes old knots final. */
  void settle(Line line, int segment, ClockSink sink) {
    int newest = newest();
    movedMicros = 0;
    for (int knot = Math.max(oldest(), newest - FINAL - 1); knot <= newest; knot++) {
      long offset = smooth(knot, cone(knot, line));
      long moved = offset - offsets[knot % RING];
      long told = Math.max(Times.SECOND, 2 * excess);
      if (knot < newest && movedMicros == 0 && Math.abs(moved) > told) {
        movedMicros = moved;
        movedFrom = knot;
      }
      offsets[knot % RING] = offset;
    }
    hang(line);
    if (count() >= 3) {
      measure(line);
    }
    while (finals < added - FINAL) {
      finish(segment, sink);
    }
  }

  /** Offsets never run against device time: corrected times stay in order between knots. */
  private long smooth(int knot, long offset) {
    if (knot == oldest()) {
      return offset;
    }
    long most = (x(knot) - x(knot - 1)) >> 1;
    return Math.clamp(offset, offset(knot - 1) - most, offset(knot - 1) + most);
  }

  private void hang(Line line) {
    int newest = newest();
    int best = newest;
    long least = Long.MAX_VALUE;
    for (int knot = Math.max(oldest(), newest - WINDOW + 1); knot <= newest; knot++) {
      long seen = carried(knot, x(newest), line);
      if (seen < least) {
        least = seen;
        best = knot;
      }
    }
    line.hang(x(best), y(best));
  }

  private void measure(Line line) {
    int from = Math.max(oldest(), newest() - MEDIAN_OF + 1);
    long[] above = new long[added - from];
    for (int knot = from; knot < added; knot++) {
      above[knot - from] = Math.max(0, y(knot) - cone(knot, line));
    }
    Arrays.sort(above);
    excess = above[above.length >> 1];
  }

  private long cone(int knot, Line line) {
    int last = Math.min(newest(), knot + WINDOW);
    long least = Long.MAX_VALUE;
    for (int other = Math.max(oldest(), knot - WINDOW); other <= last; other++) {
      least = Math.min(least, carried(other, x(knot), line));
    }
    return least;
  }

  /** The most that the offset at {@code x} can be for all that a knot knows. */
  private long carried(int knot, long x, Line line) {
    long distance = x - x(knot);
    return y(knot) + Q32.mul(line.rate, distance) + Q32.mul(line.rho, Math.abs(distance));
  }

  private void finish(int segment, ClockSink sink) {
    if (finals >= oldest()) {
      sink.knotFinal(segment, x(finals), offset(finals));
    }
    finals++;
  }

  /** Makes all final, hands them to the segment's path and starts anew. */
  void close(int segment, Path past, ClockSink sink) {
    while (finals < added) {
      finish(segment, sink);
    }
    for (int knot = oldest(); knot < added; knot++) {
      past.add(x(knot), offset(knot));
    }
    added = 0;
    finals = 0;
  }

  /** Device time of the newest final knot; none is later than {@link Times#BEFORE_ALL}. */
  long finalThrough() {
    return finals == 0 || finals <= oldest() ? Times.BEFORE_ALL : x(finals - 1);
  }

  @Override
  void each(Fields fields) {
    added = fields.integer(added);
    finals = fields.integer(finals);
    if (added < 0) {
      throw new IllegalArgumentException("fewer than no knots");
    }
    // As many as are held, from place 0 on: a ring is written as it stands.
    xs = fields.numbers(xs, count());
    ys = fields.numbers(ys, count());
    offsets = fields.numbers(offsets, count());
    excess = fields.number(excess);
  }
}
