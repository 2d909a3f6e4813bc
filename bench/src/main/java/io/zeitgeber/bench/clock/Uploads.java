package io.zeitgeber.bench.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What waits on a device and how it goes out: first in, first out, 500 to 3000 samples a second,
 * one chunk of a hundred in twenty overtaken by the next.
 */
final class Uploads {
  private static final int CHUNK = 100;
  private static final double OVERTAKEN = 0.05;
  private static final double LATE = 0.2;

  /** A hint travels before the upload that it belongs to. */
  private static final long AFTER_HINT = 2_100_000;

  private final boolean only;
  private final boolean hinted;
  private final long floor;
  private final Trace trace;
  private final Chance chance;
  private final List<Integer> waiting = new ArrayList<>();
  private final List<long[]> hints = new ArrayList<>();

  Uploads(Regime regime, long floor, Trace trace, Chance chance) {
    only = regime.delivery.uploads();
    hinted = regime.delivery == Regime.Delivery.UPLOADS_WITH_HINTS;
    this.floor = floor;
    this.trace = trace;
    this.chance = chance;
  }

  void wait(int place) {
    waiting.add(place);
  }

  /** Sends all that waits, some time after a connection came back. */
  void send(long connected, double error) {
    double latency = Math.min(60, chance.logNormal(only ? 3 : 1, 0.8));
    long start = connected + (long) (latency * Trace.SECOND);
    boolean late = only && chance.once(LATE);
    if (late) {
      start += (long) (chance.between(1, 4) * Trace.HOUR);
    }
    if (hinted && !late) {
      hint(start, error);
    }
    double perSecond = chance.between(500, 3000);
    int[] order = order();
    for (int at = 0; at < order.length; at++) {
      long after = (long) (at / perSecond * 1e6) + (long) (chance.uniform() * 3000);
      trace.received[order[at]] = start + (hinted ? AFTER_HINT : 0) + after;
    }
    waiting.clear();
  }

  private void hint(long start, double error) {
    long device = Trace.millis(start - floor + Math.round(error));
    long received = start + (long) Math.min(2e6, chance.logNormal(8e4, 0.8));
    hints.add(new long[] {Trace.millis(received), device});
  }

  private int[] order() {
    int[] order = waiting.stream().mapToInt(place -> place).toArray();
    for (int chunk = 0; chunk + 2 * CHUNK <= order.length; chunk += CHUNK) {
      if (chance.once(OVERTAKEN)) {
        int[] first = Arrays.copyOfRange(order, chunk, chunk + CHUNK);
        System.arraycopy(order, chunk + CHUNK, order, chunk, CHUNK);
        System.arraycopy(first, 0, order, chunk + CHUNK, CHUNK);
      }
    }
    return order;
  }

  void tellHints() {
    hints.sort(Comparator.comparingLong(hint -> hint[0]));
    trace.hintReceived = hints.stream().mapToLong(hint -> hint[0]).toArray();
    trace.hintDevice = hints.stream().mapToLong(hint -> hint[1]).toArray();
  }
}
