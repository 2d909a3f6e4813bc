package io.zeitgeber.simulator.device;

import java.util.Arrays;

/**
 * Records in columns, 46 bytes each: what a device holds back while there is no network has to fit
 * into memory for a whole cohort.
 */
public final class Records {
  static final byte WITHDRAWN = 1;
  static final byte IN_HERTZ = 2;
  static final byte OLD_FIRMWARE = 4;
  static final byte NEW_FIRMWARE = 8;

  /** The record's bytes are malformed on purpose; its value says how. */
  static final byte MALFORMED = 16;

  /** Not for the truth: a repeat, a phantom, or about to be refused. */
  static final byte UNTRUE = 32;

  private static final Signal[] SIGNALS = Signal.values();

  private long[] trueMillis = new long[64];
  private long[] deviceMillis = new long[64];
  private long[] receivedMillis = new long[64];
  private long[] sentAtMillis = new long[64];
  private int[] durationMillis = new int[64];
  private int[] value = new int[64];
  private int[] device = new int[64];
  private byte[] signal = new byte[64];
  private byte[] flags = new byte[64];
  private int size;

  /** No {@code sent_at}. */
  static final long NO_HINT = Long.MIN_VALUE;

  int add(Signal what, int ofDevice, long atMillis, long stampMillis, int lastsMillis, int number) {
    if (size == signal.length) {
      grow();
    }
    trueMillis[size] = atMillis;
    deviceMillis[size] = stampMillis;
    receivedMillis[size] = 0;
    sentAtMillis[size] = NO_HINT;
    durationMillis[size] = lastsMillis;
    value[size] = number;
    device[size] = ofDevice;
    signal[size] = (byte) what.number();
    flags[size] = 0;
    return size++;
  }

  /** Copies a row of another; returns its place here. */
  int add(Records from, int row) {
    int at =
        add(
            from.signal(row),
            from.device[row],
            from.trueMillis[row],
            from.deviceMillis[row],
            from.durationMillis[row],
            from.value[row]);
    receivedMillis[at] = from.receivedMillis[row];
    sentAtMillis[at] = from.sentAtMillis[row];
    flags[at] = from.flags[row];
    return at;
  }

  private void grow() {
    int length = size * 2;
    trueMillis = Arrays.copyOf(trueMillis, length);
    deviceMillis = Arrays.copyOf(deviceMillis, length);
    receivedMillis = Arrays.copyOf(receivedMillis, length);
    sentAtMillis = Arrays.copyOf(sentAtMillis, length);
    durationMillis = Arrays.copyOf(durationMillis, length);
    value = Arrays.copyOf(value, length);
    device = Arrays.copyOf(device, length);
    signal = Arrays.copyOf(signal, length);
    flags = Arrays.copyOf(flags, length);
  }

  /** Empties it; a big one gives its memory back. */
  void clear() {
    size = 0;
    if (signal.length > 4096) {
      Records fresh = new Records();
      trueMillis = fresh.trueMillis;
      deviceMillis = fresh.deviceMillis;
      receivedMillis = fresh.receivedMillis;
      sentAtMillis = fresh.sentAtMillis;
      durationMillis = fresh.durationMillis;
      value = fresh.value;
      device = fresh.device;
      signal = fresh.signal;
      flags = fresh.flags;
    }
  }

  /** Keeps only what is received at or after a time, in its order. */
  public void keepFrom(long millis) {
    int kept = 0;
    for (int row = 0; row < size; row++) {
      if (receivedMillis[row] >= millis) {
        trueMillis[kept] = trueMillis[row];
        deviceMillis[kept] = deviceMillis[row];
        receivedMillis[kept] = receivedMillis[row];
        sentAtMillis[kept] = sentAtMillis[row];
        durationMillis[kept] = durationMillis[row];
        value[kept] = value[row];
        device[kept] = device[row];
        signal[kept] = signal[row];
        flags[kept] = flags[row];
        kept++;
      }
    }
    size = kept;
  }

  public int size() {
    return size;
  }

  public Signal signal(int row) {
    return SIGNALS[signal[row]];
  }

  /** Index of the device, as the cohort counts them. */
  public int device(int row) {
    return device[row];
  }

  /** When it was measured, or began. */
  public long trueMillis(int row) {
    return trueMillis[row];
  }

  /** What the device's clock said then. */
  public long deviceMillis(int row) {
    return deviceMillis[row];
  }

  /** When the broker has it. */
  public long receivedMillis(int row) {
    return receivedMillis[row];
  }

  void receivedMillis(int row, long millis) {
    receivedMillis[row] = millis;
  }

  long sentAtMillis(int row) {
    return sentAtMillis[row];
  }

  void sentAtMillis(int row, long millis) {
    sentAtMillis[row] = millis;
  }

  public int durationMillis(int row) {
    return durationMillis[row];
  }

  public int value(int row) {
    return value[row];
  }

  /** Makes it one of the malformed records: which one, its value says. */
  void malform(int row, int how) {
    value[row] = how;
  }

  boolean is(int row, byte flag) {
    return (flags[row] & flag) != 0;
  }

  void mark(int row, byte flag) {
    flags[row] |= flag;
  }
}
