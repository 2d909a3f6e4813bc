package io.zeitgeber.simulator.feed;

import java.io.IOException;

/** Unpacks a raw Snappy block (google/snappy, format_description.txt). */
final class Snappy {
  private static final int LONGEST = 1 << 28;

  private final byte[] from;
  private final int end;
  private int at;
  private byte[] to = new byte[0];
  private int size;

  private Snappy(byte[] from, int end) {
    this.from = from;
    this.end = end;
  }

  /**
   * The bytes of a block.
   *
   * @throws IOException when it is none
   */
  static byte[] unpacked(byte[] block, int length) throws IOException {
    try {
      return new Snappy(block, length).unpack();
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("a Snappy block that is damaged", e);
    }
  }

  private byte[] unpack() throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int next = from[at++];
      length |= (next & 0x7f) << shift;
      if (next >= 0 || shift == 28) {
        break;
      }
    }
    if (length < 0 || length > LONGEST) {
      throw new IOException("a Snappy block of " + length + " bytes");
    }
    to = new byte[length];
    while (at < end) {
      int tag = from[at++] & 0xff;
      switch (tag & 3) {
        case 0 -> literal(tag >> 2);
        case 1 -> copy((tag >> 2 & 7) + 4, (tag & 0xe0) << 3 | little(1));
        case 2 -> copy((tag >> 2) + 1, little(2));
        default -> copy((tag >> 2) + 1, little(4));
      }
    }
    if (size != length) {
      throw new IOException("a Snappy block that is too short");
    }
    return to;
  }

  /** Lengths from 61 on stand in bytes of their own. */
  private void literal(int code) {
    int length = (code < 60 ? code : little(code - 59)) + 1;
    System.arraycopy(from, at, to, size, length);
    at += length;
    size += length;
  }

  /** May overlap what it copies: then it repeats. */
  private void copy(int length, int offset) throws IOException {
    if (offset <= 0) {
      throw new IOException("a Snappy block that copies from nowhere");
    }
    for (int left = length; left > 0; left--) {
      to[size] = to[size - offset];
      size++;
    }
  }

  private int little(int bytes) {
    int number = 0;
    for (int shift = 0; shift < bytes * 8; shift += 8) {
      number |= (from[at++] & 0xff) << shift;
    }
    return number;
  }
}
