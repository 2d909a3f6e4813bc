package io.zeitgeber.participant.step;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.protocol.Channel;
import org.jspecify.annotations.Nullable;

/** Whether a record has the form and the values that its channel takes. */
final class Shapes {

  /** A vector has x, y and z. */
  private static final int COMPONENTS = 3;

  private static final int MOST_COMPONENTS = 16;

  static final double MICROS_PER_SECOND = 1e6;

  private static final long LONGEST_MICROS = 366L * 24 * 3600 * 1_000_000;
  private static final long FARTHEST_MICROS = 1L << 52;

  private static final Flaw BAD_UNIT = new Flaw(Refusal.UNIT_MISMATCH, "unit: not the channel's");
  private static final Flaw BAD_TIME =
      new Flaw(Refusal.TIME_OUT_OF_RANGE, "time: beyond 2^52 microseconds from 1970");
  private static final Flaw BAD_RATE = new Flaw(Refusal.BAD_RATE, "rate_hz: not positive");
  private static final Flaw BAD_DURATION =
      new Flaw(Refusal.BAD_DURATION, "duration_s: negative or longer than a year and a day");
  private static final Flaw BAD_SPAN =
      new Flaw(Refusal.BAD_DURATION, "values: last longer than a year and a day at this rate");
  private static final Flaw OUT_OF_RANGE =
      new Flaw(Refusal.VALUE_OUT_OF_RANGE, "value: outside the channel's plausible range");
  private static final Flaw NOT_SAMPLE =
      new Flaw(Refusal.BAD_SHAPE, "the channel takes one number, or values with rate_hz");
  private static final Flaw NOT_VECTOR =
      new Flaw(
          Refusal.BAD_SHAPE,
          "the channel takes 2 to 16 numbers, or values of [x,y,z] with rate_hz");
  private static final Flaw NOT_WAVEFORM =
      new Flaw(Refusal.BAD_SHAPE, "the channel takes values with rate_hz");
  private static final Flaw NOT_INTERVAL =
      new Flaw(Refusal.BAD_SHAPE, "the channel takes one number with duration_s");
  private static final Flaw NOT_STATE =
      new Flaw(Refusal.BAD_SHAPE, "the channel takes a code with duration_s");
  private static final Flaw NOT_EVENT =
      new Flaw(Refusal.BAD_SHAPE, "the channel takes a code without duration_s");

  private Shapes() {}

  /** What is wrong with a record: its unit, then its shape, then its values; null if nothing. */
  static @Nullable Flaw flaw(Batch batch, int row, Channel channel, @Nullable String unit) {
    if (unit != null && !unit.equals(channel.unit())) {
      return BAD_UNIT;
    }
    Flaw shape = shape(batch, row, channel.shape());
    if (shape != null) {
      return shape;
    }
    Flaw extent = extent(batch, row, channel.shape());
    return extent == null ? range(batch, row, channel) : extent;
  }

  /** Length of a duration; {@link Batch#NONE} without one. */
  static long duration(Batch batch, int row) {
    long[] durations = batch.durationMicros();
    return durations == null ? Batch.NONE : durations[row];
  }

  static @Nullable String code(Batch batch, int row) {
    @Nullable String[] codes = batch.codes();
    return codes == null ? null : codes[row];
  }

  /** Device time of a record's last sample, or of the end of what lasts. */
  static long lastMicros(Batch batch, int row, Channel.Shape shape) {
    long first = batch.deviceMicros()[row];
    return switch (shape) {
      case INTERVAL, STATE -> first + duration(batch, row);
      case EVENT -> first;
      case SAMPLE, VECTOR, WAVEFORM -> {
        int values = batch.valueStart()[row + 1] - batch.valueStart()[row];
        int samples = shape == Channel.Shape.VECTOR ? values / width(batch, row) : values;
        yield samples <= 1 ? first : sampleMicros(first, samples - 1, rate(batch, row));
      }
    };
  }

  /** A digest of what a record holds beside its time: equal records have equal ones. */
  static long digest(Batch batch, int row) {
    long digest = mixed(duration(batch, row));
    String code = code(batch, row);
    if (code != null) {
      for (int at = 0; at < code.length(); at++) {
        digest = mixed(digest + code.charAt(at));
      }
    }
    double rate = rate(batch, row);
    if (!Double.isNaN(rate)) {
      digest = mixed(digest + Double.doubleToLongBits(rate));
    }
    double[] values = batch.values();
    int end = batch.valueStart()[row + 1];
    for (int at = batch.valueStart()[row]; at < end; at++) {
      digest = mixed(digest + Double.doubleToLongBits(values[at]));
    }
    return digest;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit depends on every other. */
  private static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** NaN for what is no chunk. */
  static double rate(Batch batch, int row) {
    double[] rates = batch.rateHz();
    return rates == null ? Double.NaN : rates[row];
  }

  /** Device time of a chunk's sample: the first one's, and the exact distance rounded once. */
  static long sampleMicros(long firstMicros, int sample, double rateHz) {
    return firstMicros + Math.round(sample * MICROS_PER_SECOND / rateHz);
  }

  /**
   * How many numbers one vector of a record has: a single one says it by itself (x, y, z; latitude,
   * longitude), chunks are of three.
   */
  static int width(Batch batch, int row) {
    int values = batch.valueStart()[row + 1] - batch.valueStart()[row];
    return Double.isNaN(rate(batch, row)) && values <= MOST_COMPONENTS ? values : COMPONENTS;
  }

  private static @Nullable Flaw shape(Batch batch, int row, Channel.Shape shape) {
    int values = batch.valueStart()[row + 1] - batch.valueStart()[row];
    boolean lasts = duration(batch, row) != Batch.NONE;
    boolean coded = code(batch, row) != null;
    boolean chunk = !Double.isNaN(rate(batch, row));
    boolean numbers = !lasts && !coded && values > 0;
    return switch (shape) {
      case SAMPLE -> numbers && (chunk || values == 1) ? null : NOT_SAMPLE;
      case VECTOR -> numbers && values >= 2 && values % width(batch, row) == 0 ? null : NOT_VECTOR;
      case WAVEFORM -> numbers && chunk ? null : NOT_WAVEFORM;
      case INTERVAL -> lasts && !coded && !chunk && values == 1 ? null : NOT_INTERVAL;
      case STATE -> lasts && coded && !chunk && values == 0 ? null : NOT_STATE;
      case EVENT -> !lasts && coded && !chunk && values == 0 ? null : NOT_EVENT;
    };
  }

  /** Decoding refuses these already; here they keep the arithmetic of the step within a long. */
  private static @Nullable Flaw extent(Batch batch, int row, Channel.Shape shape) {
    long device = batch.deviceMicros()[row];
    if (device < -FARTHEST_MICROS || device > FARTHEST_MICROS) {
      return BAD_TIME;
    }
    long duration = duration(batch, row);
    if (duration != Batch.NONE && (duration < 0 || duration > LONGEST_MICROS)) {
      return BAD_DURATION;
    }
    double rate = rate(batch, row);
    if (Double.isNaN(rate)) {
      return null;
    }
    if (!(rate > 0) || Double.isInfinite(rate)) {
      return BAD_RATE;
    }
    int values = batch.valueStart()[row + 1] - batch.valueStart()[row];
    int samples = shape == Channel.Shape.VECTOR ? values / width(batch, row) : values;
    return (samples - 1) * MICROS_PER_SECOND / rate > LONGEST_MICROS ? BAD_SPAN : null;
  }

  private static @Nullable Flaw range(Batch batch, int row, Channel channel) {
    double[] values = batch.values();
    int end = batch.valueStart()[row + 1];
    for (int at = batch.valueStart()[row]; at < end; at++) {
      // Written so that NaN is outside; infinities are whatever the range says.
      boolean inside = values[at] >= channel.min() && values[at] <= channel.max();
      if (!inside || Double.isInfinite(values[at])) {
        return OUT_OF_RANGE;
      }
    }
    return null;
  }
}
