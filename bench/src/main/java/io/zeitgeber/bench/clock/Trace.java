package io.zeitgeber.bench.clock;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What one device sent, in the order of arrival, and the truth. Times in microseconds. */
final class Trace {
  static final long SECOND = 1_000_000;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  /** When every trace begins: 2026-01-05T00:00:00Z. */
  static final long START = 1_767_571_200 * SECOND;

  private static final long NOT_SENT = Long.MIN_VALUE;

  long[] device = new long[0];
  long[] received = new long[0];
  long[] truth = new long[0];

  /** Stamps that were corrupted: their errors are not the model's. */
  boolean[] corrupt = new boolean[0];

  int size;
  long[] hintDevice = new long[0];
  long[] hintReceived = new long[0];

  /** True times at which the clock was set, and by how much true − device time changed. */
  long[] stepTruth = new long[0];

  long[] stepMicros = new long[0];
  long warmUntil;
  long floorMicros;

  Trace(int capacity) {
    device = new long[capacity];
    received = new long[capacity];
    truth = new long[capacity];
    corrupt = new boolean[capacity];
  }

  /** Adds a sample that is not sent yet; its place. */
  int add(long deviceMicros, long truthMicros) {
    if (size == device.length) {
      int more = size + (size >> 1) + 16;
      device = Arrays.copyOf(device, more);
      received = Arrays.copyOf(received, more);
      truth = Arrays.copyOf(truth, more);
      corrupt = Arrays.copyOf(corrupt, more);
    }
    device[size] = deviceMicros;
    truth[size] = truthMicros;
    received[size] = NOT_SENT;
    return size++;
  }

  boolean sent(int at) {
    return received[at] != NOT_SENT;
  }

  /** Loses a sample on the way. */
  void drop(int at) {
    received[at] = NOT_SENT;
  }

  /** Brings what was sent into the order of its arrival, stamped to the millisecond. */
  void arrive() {
    int[] order =
        IntStream.range(0, size)
            .filter(this::sent)
            .boxed()
            .sorted(Comparator.comparingLong(at -> Math.floorDiv(received[at], 1000L)))
            .mapToInt(at -> at)
            .toArray();
    received = Arrays.stream(order).mapToLong(at -> millis(received[at])).toArray();
    device = Arrays.stream(order).mapToLong(at -> device[at]).toArray();
    truth = Arrays.stream(order).mapToLong(at -> truth[at]).toArray();
    boolean[] wrong = corrupt;
    corrupt = new boolean[order.length];
    for (int at = 0; at < order.length; at++) {
      corrupt[at] = wrong[order[at]];
    }
    size = order.length;
  }

  static long millis(long micros) {
    return Math.floorDiv(micros, 1000L) * 1000;
  }
}
