package io.zeitgeber.simulator.truth;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The heart-rate rule as published (CONTRACT §7), walked over one device's samples at their true
 * times, in order of true time: at every whole ten seconds that a later sample passes, the mean of
 * the samples in the minute before. By the text, not by Zeitgeber's code.
 */
public final class RuleWalk {
  private static final long EVERY_MILLIS = 10_000;
  private static final long WINDOW_MILLIS = 60_000;
  private static final int MIN_SAMPLES = 3;
  private static final double CLEAR_MARGIN = 5;

  private final String study;
  private final String participant;
  private final String device;
  private final double high;
  private final double low;
  private final Consumer<TrueAlert> ended;
  private long[] times = new long[128];
  private double[] values = new double[128];
  private int from;
  private int size;
  private long frontMillis = Long.MIN_VALUE;
  private @Nullable TrueAlert openHigh;
  private @Nullable TrueAlert openLow;

  /**
   * @param ended is told of each episode when it has resolved, or at the end
   */
  public RuleWalk(
      String study,
      String participant,
      String device,
      double high,
      double low,
      Consumer<TrueAlert> ended) {
    this.study = study;
    this.participant = participant;
    this.device = device;
    this.high = high;
    this.low = low;
    this.ended = ended;
  }

  /** The next sample; not earlier than the one before. */
  public void sample(long trueMillis, double value, long receivedMillis) {
    long before = frontMillis;
    push(trueMillis, value);
    frontMillis = Math.max(before, trueMillis);
    if (before == Long.MIN_VALUE) {
      return;
    }
    long last = Math.min(trueMillis, before + WINDOW_MILLIS + EVERY_MILLIS);
    for (long t = Math.ceilDiv(before, EVERY_MILLIS) * EVERY_MILLIS; t < last; t += EVERY_MILLIS) {
      decide(t, receivedMillis);
    }
  }

  /** Nothing more comes; what is open stays unresolved. */
  public void end() {
    if (openHigh != null) {
      ended.accept(openHigh);
    }
    if (openLow != null) {
      ended.accept(openLow);
    }
    openHigh = null;
    openLow = null;
  }

  private void decide(long t, long receivedMillis) {
    double sum = 0;
    int count = 0;
    for (int i = from; i < from + size; i++) {
      long at = times[i];
      if (at > t - WINDOW_MILLIS && at <= t) {
        sum += values[i];
        count++;
      }
    }
    if (count < MIN_SAMPLES) {
      return;
    }
    // Whole beats: the sum is exact.
    double mean = sum / count;
    if (openHigh != null && mean <= high - CLEAR_MARGIN) {
      ended.accept(openHigh.resolved(t));
      openHigh = null;
    }
    if (openLow != null && mean >= low + CLEAR_MARGIN) {
      ended.accept(openLow.resolved(t));
      openLow = null;
    }
    if (openHigh == null && mean > high) {
      openHigh = raised("high-heart-rate", t, mean, receivedMillis);
    }
    if (openLow == null && mean < low) {
      openLow = raised("low-heart-rate", t, mean, receivedMillis);
    }
  }

  private TrueAlert raised(String rule, long t, double mean, long receivedMillis) {
    return new TrueAlert(
        study, participant, device, rule, t, TrueAlert.UNRESOLVED, mean, receivedMillis);
  }

  /** Keeps what a later decision can ask for: those after the front less a window. */
  private void push(long millis, double value) {
    long oldest = frontMillis - WINDOW_MILLIS - EVERY_MILLIS;
    while (size > 0 && times[from] <= oldest) {
      from++;
      size--;
    }
    if (from + size == times.length) {
      int length = size > times.length / 2 ? times.length * 2 : times.length;
      long[] newTimes = new long[length];
      double[] newValues = new double[length];
      System.arraycopy(times, from, newTimes, 0, size);
      System.arraycopy(values, from, newValues, 0, size);
      times = newTimes;
      values = newValues;
      from = 0;
    }
    times[from + size] = millis;
    values[from + size] = value;
    size++;
  }
}
