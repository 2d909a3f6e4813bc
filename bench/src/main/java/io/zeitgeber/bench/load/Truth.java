package io.zeitgeber.bench.load;

import java.util.HashMap;
import java.util.Map;

/**
 * The alerts that the published rule demands, from the samples themselves: for every whole 10 s
 * that a record passes, the mean of the samples in the minute before it. Nothing clever, and
 * nothing of it is shared with a system that is measured.
 */
public final class Truth {
  private static final int KEPT = 80;
  private static final long EVERY_MILLIS = 10_000;
  private static final long WINDOW_MILLIS = 60_000;
  private static final double CLEAR_MARGIN = 5;

  private final Hearts hearts;
  private final long[] times;
  private final int[] values;
  private final int[] taken;
  private final boolean[] raised;
  private final Map<Alert, Long> expected = new HashMap<>();
  private long records;
  private long sum;

  /**
   * @param hearts whose samples these are, one a second at most
   */
  public Truth(Hearts hearts) {
    this.hearts = hearts;
    int participants = hearts.participants();
    this.times = new long[participants * KEPT];
    this.values = new int[participants * KEPT];
    this.taken = new int[participants];
    this.raised = new boolean[participants];
  }

  /** Takes the record that the hearts stand at. */
  public void take() {
    int who = hearts.participant();
    long timeMillis = hearts.timeMillis();
    int count = taken[who];
    if (count > 0) {
      long front = times[slot(who, count - 1)];
      for (long at = Math.ceilDiv(front, EVERY_MILLIS) * EVERY_MILLIS;
          at < timeMillis;
          at += EVERY_MILLIS) {
        decide(who, at);
      }
    }
    times[slot(who, count)] = timeMillis;
    values[slot(who, count)] = hearts.value();
    taken[who] = count + 1;
    records++;
    sum += hearts.value();
  }

  private static int slot(int who, int ordinal) {
    return who * KEPT + ordinal % KEPT;
  }

  private void decide(int who, long atMillis) {
    int samples = 0;
    long total = 0;
    for (int i = Math.max(0, taken[who] - KEPT); i < taken[who]; i++) {
      int slot = slot(who, i);
      if (times[slot] > atMillis - WINDOW_MILLIS && times[slot] <= atMillis) {
        samples++;
        total += values[slot];
      }
    }
    if (samples < 3) {
      return;
    }
    double mean = (double) total / samples;
    int high = hearts.high(who);
    if (raised[who] ? mean <= high - CLEAR_MARGIN : mean > high) {
      raised[who] = !raised[who];
      expected.put(new Alert(hearts.id(who), raised[who], atMillis), hearts.ordinal());
    }
  }

  /** Each alert, and the ordinal of the record that decides it. */
  public Map<Alert, Long> expected() {
    return expected;
  }

  /** Of how many participants. */
  public int participants() {
    return hearts.participants();
  }

  /** How many records were taken. */
  public long records() {
    return records;
  }

  /** The sum of all their values, beats a minute. */
  public long sum() {
    return sum;
  }
}
