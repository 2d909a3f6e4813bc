package io.zeitgeber.bench.job;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The state of one participant's device: six panes of 10 s, whose sums make the rolling minute, the
 * two tumbling minutes that can still change, and whether an alert stands. Panes, because a peer
 * that kept samples, or six overlapping windows for each record, would be slower for no reason.
 *
 * <p>The rule is the published one: when a record moves the front from F to F′, every whole 10 s t
 * with F ≤ t &lt; F′ is decided over the samples in (t − 60 s, t].
 */
public final class Vitals {
  /** The size of {@link #write}'s form, bytes. */
  public static final int BYTES = 8 + 2 + Vitals.PANES * 20 + Vitals.MINUTES * 44;

  static final int PANES = 7;
  static final int MINUTES = 2;
  private static final long EVERY_MILLIS = 10_000;
  private static final int WINDOW_PANES = 6;
  private static final long MINUTE_MILLIS = 60_000;
  private static final long DISORDER_MILLIS = 30_000;
  private static final int LEAST_SAMPLES = 3;
  private static final double CLEAR_MARGIN = 5;
  private static final long NONE = Long.MIN_VALUE;

  private long frontMillis = NONE;
  private boolean high;
  private boolean low;

  // A pane p holds (p · 10 s, (p + 1) · 10 s]; its slot is p modulo PANES.
  private final long[] pane = new long[PANES];
  private final int[] paneCount = new int[PANES];
  private final double[] paneSum = new double[PANES];

  // A minute m holds [m · 60 s, (m + 1) · 60 s); its slot is m modulo MINUTES.
  private final long[] minute = new long[MINUTES];
  private final int[] minuteCount = new int[MINUTES];
  private final double[] minuteSum = new double[MINUTES];
  private final double[] minuteSquares = new double[MINUTES];
  private final double[] minuteLeast = new double[MINUTES];
  private final double[] minuteMost = new double[MINUTES];

  /** A device that has said nothing. */
  public Vitals() {
    Arrays.fill(pane, NONE);
    Arrays.fill(minute, NONE);
  }

  /** Takes what the job concludes. */
  public interface Conclusions {
    /** An alert was raised or resolved at {@code atMillis}. */
    void alert(boolean raised, boolean highRule, long atMillis, double mean, int samples);

    /** A tumbling minute is complete. */
    void minute(long startMillis, int count, double sum, double squares, double least, double most);
  }

  /** One sample in the order of arrival. */
  public void take(long timeMillis, double value, Threshold bounds, Conclusions to) {
    if (frontMillis != NONE && timeMillis <= frontMillis - MINUTE_MILLIS) {
      return;
    }
    long before = frontMillis == NONE ? timeMillis : frontMillis;
    long after = Math.max(before, timeMillis);
    long first = Math.ceilDiv(before, EVERY_MILLIS) * EVERY_MILLIS;
    // A record that moves the front is later than all that it decides, so it is added after; panes
    // that lie wholly before the window are overwritten then. Beyond a window there is nothing.
    long last = Math.min(after - 1, Math.max(first, before + MINUTE_MILLIS + EVERY_MILLIS));
    for (long at = first; at <= last; at += EVERY_MILLIS) {
      decide(at, bounds, to);
    }
    frontMillis = after;
    addToPane(Math.floorDiv(timeMillis - 1, EVERY_MILLIS), value);
    addToMinute(Math.floorDiv(timeMillis, MINUTE_MILLIS), value, to);
    closeMinutes(to);
  }

  private void decide(long atMillis, Threshold bounds, Conclusions to) {
    long last = Math.floorDiv(atMillis - 1, EVERY_MILLIS);
    int samples = 0;
    double sum = 0;
    for (int i = 0; i < PANES; i++) {
      if (pane[i] <= last && pane[i] > last - WINDOW_PANES) {
        samples += paneCount[i];
        sum += paneSum[i];
      }
    }
    if (samples < LEAST_SAMPLES) {
      return;
    }
    double mean = sum / samples;
    if (high ? mean <= bounds.high() - CLEAR_MARGIN : mean > bounds.high()) {
      high = !high;
      to.alert(high, true, atMillis, mean, samples);
    }
    if (low ? mean >= bounds.low() + CLEAR_MARGIN : mean < bounds.low()) {
      low = !low;
      to.alert(low, false, atMillis, mean, samples);
    }
  }

  private void addToPane(long index, double value) {
    int slot = Math.floorMod(index, PANES);
    if (pane[slot] > index) {
      return;
    }
    if (pane[slot] != index) {
      pane[slot] = index;
      paneCount[slot] = 0;
      paneSum[slot] = 0;
    }
    paneCount[slot]++;
    paneSum[slot] += value;
  }

  private void addToMinute(long index, double value, Conclusions to) {
    int slot = Math.floorMod(index, MINUTES);
    if (minute[slot] > index) {
      return;
    }
    if (minute[slot] != index) {
      closeMinute(slot, to);
      minute[slot] = index;
      minuteLeast[slot] = value;
      minuteMost[slot] = value;
    }
    minuteCount[slot]++;
    minuteSum[slot] += value;
    minuteSquares[slot] += value * value;
    minuteLeast[slot] = Math.min(minuteLeast[slot], value);
    minuteMost[slot] = Math.max(minuteMost[slot], value);
  }

  private void closeMinutes(Conclusions to) {
    for (int slot = 0; slot < MINUTES; slot++) {
      if (minuteCount[slot] > 0
          && frontMillis >= (minute[slot] + 1) * MINUTE_MILLIS + DISORDER_MILLIS) {
        closeMinute(slot, to);
      }
    }
  }

  private void closeMinute(int slot, Conclusions to) {
    if (minuteCount[slot] > 0) {
      to.minute(
          minute[slot] * MINUTE_MILLIS,
          minuteCount[slot],
          minuteSum[slot],
          minuteSquares[slot],
          minuteLeast[slot],
          minuteMost[slot]);
      minuteCount[slot] = 0;
      minuteSum[slot] = 0;
      minuteSquares[slot] = 0;
    }
  }

  /** Takes over what another holds. */
  public void set(Vitals other) {
    read(ByteBuffer.wrap(other.toBytes()));
  }

  /** The fixed-size form of {@link #write}, in an array of its own. */
  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    write(ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Writes {@link #BYTES} bytes: what a store outside the heap keeps. */
  public void write(ByteBuffer to) {
    to.putLong(frontMillis).put((byte) (high ? 1 : 0)).put((byte) (low ? 1 : 0));
    for (int i = 0; i < PANES; i++) {
      to.putLong(pane[i]).putInt(paneCount[i]).putDouble(paneSum[i]);
    }
    for (int i = 0; i < MINUTES; i++) {
      to.putLong(minute[i]).putInt(minuteCount[i]).putDouble(minuteSum[i]);
      to.putDouble(minuteSquares[i]).putDouble(minuteLeast[i]).putDouble(minuteMost[i]);
    }
  }

  /** Becomes what {@link #write} wrote. */
  public void read(ByteBuffer from) {
    frontMillis = from.getLong();
    high = from.get() != 0;
    low = from.get() != 0;
    for (int i = 0; i < PANES; i++) {
      pane[i] = from.getLong();
      paneCount[i] = from.getInt();
      paneSum[i] = from.getDouble();
    }
    for (int i = 0; i < MINUTES; i++) {
      minute[i] = from.getLong();
      minuteCount[i] = from.getInt();
      minuteSum[i] = from.getDouble();
      minuteSquares[i] = from.getDouble();
      minuteLeast[i] = from.getDouble();
      minuteMost[i] = from.getDouble();
    }
  }
}
