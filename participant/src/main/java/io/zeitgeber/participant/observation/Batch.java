package io.zeitgeber.participant.observation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Observations of one participant out of one slice of one Kafka partition, in offset order and in
 * columns: row {@code i} is one Kafka record. The arrays are the batch's own and are not changed
 * after {@link Builder#build()}; they are handed out uncopied because they are the hot path.
 *
 * <p>Columns that few batches need are null when no row has a value in them.
 */
public final class Batch {

  /** In a column of times: this row has none. */
  public static final long NONE = Long.MIN_VALUE;

  private final UUID topicId;
  private final String topic;
  private final int partition;
  private final boolean logAppendTime;
  private final boolean receivedIsDevice;
  private final int size;
  private final long[] offsets;
  private final long[] receivedMicros;
  private final List<Source> sources;
  private final int[] sourceOf;
  private final long[] deviceMicros;
  private final int[] valueStart;
  private final double[] values;
  private final long @Nullable [] durationMicros;
  private final @Nullable String @Nullable [] codes;
  private final double @Nullable [] rateHz;
  private final long @Nullable [] sentAtMicros;
  private final @Nullable String @Nullable [] ids;
  private final @Nullable Extra @Nullable [] extras;
  private final @Nullable Flaw @Nullable [] flaws;
  private final Originals originals;

  private Batch(Builder from) {
    topicId = from.topicId;
    topic = from.topic;
    partition = from.partition;
    logAppendTime = from.logAppendTime;
    receivedIsDevice = from.receivedIsDevice;
    size = from.size;
    offsets = fit(from.offsets, size);
    receivedMicros = fit(from.receivedMicros, size);
    sources = List.copyOf(from.sources);
    sourceOf = fit(from.sourceOf, size);
    deviceMicros = fit(from.deviceMicros, size);
    valueStart = fit(from.valueStart, size + 1);
    int numbers = valueStart[size];
    values = from.values.length == numbers ? from.values : Arrays.copyOf(from.values, numbers);
    durationMicros = from.durationMicros == null ? null : Arrays.copyOf(from.durationMicros, size);
    codes = from.codes == null ? null : Arrays.copyOf(from.codes, size);
    rateHz = from.rateHz == null ? null : Arrays.copyOf(from.rateHz, size);
    sentAtMicros = from.sentAtMicros == null ? null : Arrays.copyOf(from.sentAtMicros, size);
    ids = from.ids == null ? null : Arrays.copyOf(from.ids, size);
    extras = from.extras == null ? null : Arrays.copyOf(from.extras, size);
    flaws = from.flaws == null ? null : Arrays.copyOf(from.flaws, size);
    originals = from.originals;
  }

  /** The builder's own column where it is full, which no later row can change. */
  private static long[] fit(long[] column, int length) {
    return column.length == length ? column : Arrays.copyOf(column, length);
  }

  private static int[] fit(int[] column, int length) {
    return column.length == length ? column : Arrays.copyOf(column, length);
  }

  public UUID topicId() {
    return topicId;
  }

  public String topic() {
    return topic;
  }

  public int partition() {
    return partition;
  }

  /** Whether the received times are the broker's own rather than the producers'. */
  public boolean logAppendTime() {
    return logAppendTime;
  }

  /** Whether the topic's producers are the devices themselves, so that both stamps are one. */
  public boolean receivedIsDevice() {
    return receivedIsDevice;
  }

  /** How many records. */
  public int size() {
    return size;
  }

  /** Kafka offsets, ascending. */
  public long[] offsets() {
    return offsets;
  }

  /** Received times in microseconds. */
  public long[] receivedMicros() {
    return receivedMicros;
  }

  /** The distinct sources of the batch, in the order in which they appear first. */
  public List<Source> sources() {
    return sources;
  }

  /** Index into {@link #sources()} for each record; −1 where a flaw hides it. */
  public int[] sourceOf() {
    return sourceOf;
  }

  /** Device times in microseconds: of the instant, the start, or a chunk's first sample. */
  public long[] deviceMicros() {
    return deviceMicros;
  }

  /**
   * Record {@code i} has {@code values()[valueStart()[i] … valueStart()[i + 1])}; length size + 1.
   */
  public int[] valueStart() {
    return valueStart;
  }

  /** All values; vectors lie component by component, sample after sample. */
  public double[] values() {
    return values;
  }

  /** Durations of intervals and states; {@link #NONE} where a record has none. */
  public long @Nullable [] durationMicros() {
    return durationMicros;
  }

  /** Codes of states and events. */
  public @Nullable String @Nullable [] codes() {
    return codes;
  }

  /** Sampling rates of chunks; NaN for records that are no chunk. */
  public double @Nullable [] rateHz() {
    return rateHz;
  }

  /** The device's clock when it sent the record; {@link #NONE} where it did not say. */
  public long @Nullable [] sentAtMicros() {
    return sentAtMicros;
  }

  /** The device's own ids of the samples. */
  public @Nullable String @Nullable [] ids() {
    return ids;
  }

  /** What few records carry. */
  public @Nullable Extra @Nullable [] extras() {
    return extras;
  }

  /** What was found wrong while decoding; the step refuses these records. */
  public @Nullable Flaw @Nullable [] flaws() {
    return flaws;
  }

  /** The bytes of the records, where they are still at hand. */
  public Originals originals() {
    return originals;
  }

  /** The identity of one record. */
  public Origin origin(int row) {
    return new Origin(topicId, topic, partition, offsets[row]);
  }

  /**
   * The records from {@code fromRow} up to, but without, {@code toRow}; this batch if that is all.
   */
  public Batch rows(int fromRow, int toRow) {
    if (fromRow == 0 && toRow == size) {
      return this;
    }
    Builder part = new Builder(topicId, topic, partition, logAppendTime, originals);
    part.receivedIsDevice = receivedIsDevice;
    for (int row = fromRow; row < toRow; row++) {
      part.add(this, row);
    }
    return part.build();
  }

  /** Gathers records row by row; columns that no row uses stay null. */
  public static final class Builder {
    private final UUID topicId;
    private final String topic;
    private final int partition;
    private final boolean logAppendTime;
    private final Originals originals;
    private final List<Source> sources = new ArrayList<>(2);
    private boolean receivedIsDevice;
    private int size;
    private long[] offsets = new long[16];
    private long[] receivedMicros = new long[16];
    private int[] sourceOf = new int[16];
    private long[] deviceMicros = new long[16];
    private int[] valueStart = new int[17];
    private double[] values = new double[16];
    private long @Nullable [] durationMicros;
    private @Nullable String @Nullable [] codes;
    private double @Nullable [] rateHz;
    private long @Nullable [] sentAtMicros;
    private @Nullable String @Nullable [] ids;
    private @Nullable Extra @Nullable [] extras;
    private @Nullable Flaw @Nullable [] flaws;

    public Builder(
        UUID topicId, String topic, int partition, boolean logAppendTime, Originals originals) {
      this.topicId = topicId;
      this.topic = topic;
      this.partition = partition;
      this.logAppendTime = logAppendTime;
      this.originals = originals;
    }

    /** Says that the topic's producers are the devices themselves. */
    public Builder receivedIsDevice(boolean is) {
      receivedIsDevice = is;
      return this;
    }

    /** How many records were begun. */
    public int size() {
      return size;
    }

    /** The index of a source, adding it where it is new. Sources of a batch are few. */
    public int source(Source source) {
      int known = sources.indexOf(source);
      if (known >= 0) {
        return known;
      }
      sources.add(source);
      return sources.size() - 1;
    }

    /**
     * All records at once, where they have nothing but these columns; the arrays are not copied.
     *
     * @param valueStart as {@link Batch#valueStart()}
     */
    public Builder columns(
        long[] offsets,
        long[] receivedMicros,
        int[] sourceOf,
        long[] deviceMicros,
        int[] valueStart,
        double[] values) {
      this.size = offsets.length;
      this.offsets = offsets;
      this.receivedMicros = receivedMicros;
      this.sourceOf = sourceOf;
      this.deviceMicros = deviceMicros;
      this.valueStart = valueStart;
      this.values = values;
      return this;
    }

    /** Begins the next record; what follows describes it. */
    public Builder record(long offset, long received, int source, long device) {
      if (size == offsets.length) {
        grow();
      }
      offsets[size] = offset;
      receivedMicros[size] = received;
      sourceOf[size] = source;
      deviceMicros[size] = device;
      valueStart[size + 1] = valueStart[size];
      size++;
      return this;
    }

    /** Adds a number to the current record. */
    public Builder value(double value) {
      int at = valueStart[size]++;
      if (at == values.length) {
        values = Arrays.copyOf(values, at * 2);
      }
      values[at] = value;
      return this;
    }

    /** Adds numbers to the current record, from {@code from} up to {@code to}: a chunk's. */
    public Builder values(double[] numbers, int from, int to) {
      int at = valueStart[size];
      int end = at + to - from;
      if (end > values.length) {
        values = Arrays.copyOf(values, Math.max(end, values.length * 2));
      }
      System.arraycopy(numbers, from, values, at, to - from);
      valueStart[size] = end;
      return this;
    }

    public Builder duration(long micros) {
      if (durationMicros == null) {
        durationMicros = new long[offsets.length];
        Arrays.fill(durationMicros, NONE);
      }
      durationMicros[size - 1] = micros;
      return this;
    }

    public Builder code(String code) {
      if (codes == null) {
        codes = new @Nullable String[offsets.length];
      }
      codes[size - 1] = code;
      return this;
    }

    public Builder rate(double hz) {
      if (rateHz == null) {
        rateHz = new double[offsets.length];
        Arrays.fill(rateHz, Double.NaN);
      }
      rateHz[size - 1] = hz;
      return this;
    }

    public Builder sentAt(long micros) {
      if (sentAtMicros == null) {
        sentAtMicros = new long[offsets.length];
        Arrays.fill(sentAtMicros, NONE);
      }
      sentAtMicros[size - 1] = micros;
      return this;
    }

    public Builder id(String id) {
      if (ids == null) {
        ids = new @Nullable String[offsets.length];
      }
      ids[size - 1] = id;
      return this;
    }

    public Builder extra(Extra extra) {
      if (extras == null) {
        extras = new @Nullable Extra[offsets.length];
      }
      extras[size - 1] = extra;
      return this;
    }

    public Builder flaw(Flaw flaw) {
      if (flaws == null) {
        flaws = new @Nullable Flaw[offsets.length];
      }
      flaws[size - 1] = flaw;
      return this;
    }

    /** Adds one record of another batch, as it is. */
    public Builder add(Batch from, int row) {
      int source = from.sourceOf[row];
      record(
          from.offsets[row],
          from.receivedMicros[row],
          source < 0 ? -1 : source(from.sources.get(source)),
          from.deviceMicros[row]);
      values(from.values, from.valueStart[row], from.valueStart[row + 1]);
      if (from.durationMicros != null && from.durationMicros[row] != NONE) {
        duration(from.durationMicros[row]);
      }
      @Nullable String code = from.codes == null ? null : from.codes[row];
      if (code != null) {
        code(code);
      }
      if (from.rateHz != null && !Double.isNaN(from.rateHz[row])) {
        rate(from.rateHz[row]);
      }
      if (from.sentAtMicros != null && from.sentAtMicros[row] != NONE) {
        sentAt(from.sentAtMicros[row]);
      }
      @Nullable String id = from.ids == null ? null : from.ids[row];
      if (id != null) {
        id(id);
      }
      @Nullable Extra extra = from.extras == null ? null : from.extras[row];
      if (extra != null) {
        extra(extra);
      }
      @Nullable Flaw flaw = from.flaws == null ? null : from.flaws[row];
      if (flaw != null) {
        flaw(flaw);
      }
      return this;
    }

    public Batch build() {
      return new Batch(this);
    }

    private void grow() {
      int old = size;
      int length = old * 2;
      offsets = Arrays.copyOf(offsets, length);
      receivedMicros = Arrays.copyOf(receivedMicros, length);
      sourceOf = Arrays.copyOf(sourceOf, length);
      deviceMicros = Arrays.copyOf(deviceMicros, length);
      valueStart = Arrays.copyOf(valueStart, length + 1);
      if (durationMicros != null) {
        durationMicros = Arrays.copyOf(durationMicros, length);
        Arrays.fill(durationMicros, old, length, NONE);
      }
      if (rateHz != null) {
        rateHz = Arrays.copyOf(rateHz, length);
        Arrays.fill(rateHz, old, length, Double.NaN);
      }
      if (sentAtMicros != null) {
        sentAtMicros = Arrays.copyOf(sentAtMicros, length);
        Arrays.fill(sentAtMicros, old, length, NONE);
      }
      codes = codes == null ? null : Arrays.copyOf(codes, length);
      ids = ids == null ? null : Arrays.copyOf(ids, length);
      extras = extras == null ? null : Arrays.copyOf(extras, length);
      flaws = flaws == null ? null : Arrays.copyOf(flaws, length);
    }
  }
}
