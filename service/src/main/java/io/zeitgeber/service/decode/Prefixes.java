package io.zeitgeber.service.decode;

import java.util.Arrays;

/**
 * Bytes up to the digits of the time, each with the source that a strict parse found in them. A
 * bounded open-addressing table: when it is full nothing more is learned until {@link #clear()}.
 */
final class Prefixes {
  static final int LEAST = 16;
  static final int MOST = 512;
  private static final int UNKNOWN = -1;
  private static final int MOST_BYTES = 1 << 26;

  private final int capacity;
  private int used;
  private long[] hashes = new long[1024];
  private int[] starts = new int[1024];
  private int[] lengths = new int[1024];
  private int[] numbers = new int[1024];
  private byte[] bytes = new byte[1 << 16];
  private int bytesUsed;

  Prefixes(int capacity) {
    this.capacity = capacity;
  }

  boolean full() {
    return used >= capacity || bytesUsed > MOST_BYTES - MOST;
  }

  void clear() {
    used = 0;
    bytesUsed = 0;
    Arrays.fill(lengths, 0);
  }

  /** What was learned with these bytes; −1 where nothing was. */
  int find(byte[] record, int from, int to) {
    int length = to - from;
    long hash = Words.hash(record, from, to);
    int mask = lengths.length - 1;
    for (int slot = (int) hash & mask; lengths[slot] != 0; slot = (slot + 1) & mask) {
      int start = starts[slot];
      if (hashes[slot] == hash
          && lengths[slot] == length
          && Arrays.equals(bytes, start, start + length, record, from, to)) {
        return numbers[slot];
      }
    }
    return UNKNOWN;
  }

  void learn(byte[] record, int from, int to, int number) {
    int length = to - from;
    if (full() || length < LEAST || length > MOST || find(record, from, to) != UNKNOWN) {
      return;
    }
    if (used * 2 >= lengths.length) {
      grow();
    }
    if (bytesUsed + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    System.arraycopy(record, from, bytes, bytesUsed, length);
    place(Words.hash(record, from, to), bytesUsed, length, number);
    bytesUsed += length;
    used++;
  }

  private void place(long hash, int start, int length, int number) {
    int mask = lengths.length - 1;
    int slot = (int) hash & mask;
    while (lengths[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    hashes[slot] = hash;
    starts[slot] = start;
    lengths[slot] = length;
    numbers[slot] = number;
  }

  private void grow() {
    long[] oldHashes = hashes;
    int[] oldStarts = starts;
    int[] oldLengths = lengths;
    int[] oldNumbers = numbers;
    int size = oldLengths.length * 2;
    hashes = new long[size];
    starts = new int[size];
    lengths = new int[size];
    numbers = new int[size];
    for (int i = 0; i < oldLengths.length; i++) {
      if (oldLengths[i] != 0) {
        place(oldHashes[i], oldStarts[i], oldLengths[i], oldNumbers[i]);
      }
    }
  }
}
