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

  // A slot's four ints lie together, in one line of the cache.
  private static final int SLOT = 4;
  private static final int START = 0;
  private static final int LENGTH = 1;
  private static final int NUMBER = 2;
  private static final int HASH = 3;

  private final int capacity;
  private int used;
  private int[] slots = new int[1024 * SLOT];
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
    Arrays.fill(slots, 0);
  }

  /** What was learned with these bytes; −1 where nothing was. */
  int find(byte[] record, int from, int to) {
    int length = to - from;
    long hash = Words.hash(record, from, to);
    int check = (int) (hash >>> 32);
    int mask = slots.length - 1;
    int slot = (int) hash * SLOT & mask;
    while (slots[slot + LENGTH] != 0) {
      int start = slots[slot + START];
      if (slots[slot + HASH] == check
          && slots[slot + LENGTH] == length
          && Arrays.equals(bytes, start, start + length, record, from, to)) {
        return slots[slot + NUMBER];
      }
      slot = (slot + SLOT) & mask;
    }
    return UNKNOWN;
  }

  void learn(byte[] record, int from, int to, int number) {
    int length = to - from;
    if (full() || length < LEAST || length > MOST || find(record, from, to) != UNKNOWN) {
      return;
    }
    if (used * 2 * SLOT >= slots.length) {
      grow();
    }
    if (bytesUsed + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    System.arraycopy(record, from, bytes, bytesUsed, length);
    place(bytesUsed, length, number);
    bytesUsed += length;
    used++;
  }

  private void place(int start, int length, int number) {
    long hash = Words.hash(bytes, start, start + length);
    int mask = slots.length - 1;
    int slot = (int) hash * SLOT & mask;
    while (slots[slot + LENGTH] != 0) {
      slot = (slot + SLOT) & mask;
    }
    slots[slot + START] = start;
    slots[slot + LENGTH] = length;
    slots[slot + NUMBER] = number;
    slots[slot + HASH] = (int) (hash >>> 32);
  }

  private void grow() {
    int[] old = slots;
    slots = new int[old.length * 2];
    for (int slot = 0; slot < old.length; slot += SLOT) {
      if (old[slot + LENGTH] != 0) {
        place(old[slot + START], old[slot + LENGTH], old[slot + NUMBER]);
      }
    }
  }
}
