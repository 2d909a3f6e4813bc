package io.zeitgeber.simulator.truth;

import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.device.Records;
import io.zeitgeber.simulator.device.Signal;
import io.zeitgeber.simulator.record.JsonBytes;

/**
 * The true times of one device's samples of one channel, a few hundred a line: each as the distance
 * to the one before, and how far the device's clock was ahead.
 */
final class SampleTimes {
  private static final int A_LINE = 256;

  private final TruthFiles files;
  private final String study;
  private final String participant;
  private final String device;
  private final Signal signal;
  private final long[] trueMillis = new long[A_LINE];
  private final long[] deviceMillis = new long[A_LINE];
  private final int[] values = new int[A_LINE];
  private int size;
  private long count;
  private long sum;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  SampleTimes(TruthFiles files, String study, String participant, String device, Signal signal) {
    this.files = files;
    this.study = study;
    this.participant = participant;
    this.device = device;
    this.signal = signal;
  }

  void add(Records records, int row) {
    if (size == A_LINE) {
      write();
    }
    trueMillis[size] = records.trueMillis(row);
    deviceMillis[size] = records.deviceMillis(row);
    values[size] = records.value(row);
    count++;
    sum += records.value(row);
    first = Math.min(first, records.trueMillis(row));
    last = Math.max(last, records.trueMillis(row));
    size++;
  }

  private void write() {
    JsonBytes json = begin();
    column(json.field("true_ms"), trueMillis, null);
    column(json.field("ahead_ms"), deviceMillis, trueMillis);
    json.field("values").raw("[");
    for (int i = 0; i < size; i++) {
      json.raw(i == 0 ? "" : ",").number((long) values[i]);
    }
    files.line(TruthFiles.TIMES, json.raw("]}"));
    size = 0;
  }

  /** The first as it is, the others as what is added to the one before. */
  private void column(
      JsonBytes json, long[] column, long @org.jspecify.annotations.Nullable [] less) {
    json.raw("[");
    long before = 0;
    for (int i = 0; i < size; i++) {
      long each = column[i] - (less == null ? 0 : less[i]);
      json.raw(i == 0 ? "" : ",").number(each - before);
      before = each;
    }
    json.raw("]");
  }

  private JsonBytes begin() {
    return TruthFiles.of(study, participant)
        .field("device")
        .text(device)
        .field("channel")
        .text(signal.channel());
  }

  /** Writes what is left, and how much there was. */
  void end() {
    if (size > 0) {
      write();
    }
    JsonBytes json = begin().field("records").number(count);
    if (!signal.coded()) {
      json.field("sum").number(signal.perUnit() == 1 ? sum : sum / (double) signal.perUnit());
    }
    json.field("first").text(TimeText.rfc3339(first));
    json.field("last").text(TimeText.rfc3339(last));
    files.line(TruthFiles.SAMPLES, json.raw("}"));
  }
}
