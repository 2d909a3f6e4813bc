package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.AbsenceRules;

/**
 * The values of one record, as far as they tell whether a device says the same all the time: looked
 * at from the end, where the first two that differ end the search.
 */
final class Values {
  private static final long PRIME = 0x100000001B3L;

  private final Batch batch;
  private final int row;
  private final int width;
  private final int start;
  private final int samples;

  /**
   * @param width how many numbers one sample has
   */
  Values(Batch batch, int row, int width) {
    this.batch = batch;
    this.row = row;
    this.width = width;
    start = batch.valueStart()[row];
    samples = (batch.valueStart()[row + 1] - start) / width;
  }

  /** The last number. */
  double last() {
    return samples == 0 ? Double.NaN : batch.values()[start + samples * width - 1];
  }

  void tell(DeviceWatch device, AbsenceRules.Limits limits) {
    if (samples == 0) {
      return;
    }
    int last = samples - 1;
    int from = last;
    while (from > 0 && same(from - 1, from)) {
      from--;
    }
    device.said(digest(last), zero(last), micros(from), micros(last), from == 0, limits);
  }

  private boolean same(int one, int other) {
    double[] values = batch.values();
    for (int at = 0; at < width; at++) {
      if (values[start + one * width + at] != values[start + other * width + at]) {
        return false;
      }
    }
    return true;
  }

  private boolean zero(int sample) {
    for (int at = 0; at < width; at++) {
      if (batch.values()[start + sample * width + at] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The value itself where it is one number; of vectors a digest of their bits. */
  private long digest(int sample) {
    double[] values = batch.values();
    int from = start + sample * width;
    long digest = Double.doubleToLongBits(values[from] + 0.0); // makes −0 plain 0
    for (int at = 1; at < width; at++) {
      digest =
          (digest ^ (digest >>> 29)) * PRIME ^ Double.doubleToLongBits(values[from + at] + 0.0);
    }
    return digest;
  }

  private long micros(int sample) {
    long first = batch.deviceMicros()[row];
    double[] rates = batch.rateHz();
    if (sample == 0 || rates == null) {
      return first;
    }
    return first + Math.round(sample * 1e6 / rates[row]);
  }
}
