package io.zeitgeber.persistence.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes read from front to back; what can't be read throws {@link Unreadable}. */
public final class ByteSource {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int at;

  public ByteSource(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  public ByteSource(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.at = from;
    this.end = from + length;
  }

  /** How many bytes are left. */
  public int left() {
    return end - at;
  }

  /** Where the next byte lies in the array. */
  public int at() {
    return at;
  }

  public int get() {
    need(1);
    return bytes[at++] & 0xFF;
  }

  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = get();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new Unreadable("varint of more than ten bytes");
  }

  public long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A varint from 0 to most. */
  public int count(long most) {
    long value = varint();
    if (value < 0 || value > most || value > Integer.MAX_VALUE) {
      throw new Unreadable("a count of " + Long.toUnsignedString(value) + ", at most " + most);
    }
    return (int) value;
  }

  /** Eight bytes, little endian. */
  public long fixed() {
    need(8);
    long value = (long) LONG.get(bytes, at);
    at += 8;
    return value;
  }

  /**
   * The eight bytes from one place, little endian, of which those before another are taken; what
   * lies beyond the array is 0.
   */
  long word(int from, int to) {
    skipTo(to);
    return peek(from);
  }

  /** The eight bytes from a place, little endian; what lies beyond the array is 0. */
  long peek(int from) {
    if (from + Long.BYTES <= bytes.length) {
      return (long) LONG.get(bytes, from);
    }
    long word = 0;
    for (int place = from; place < bytes.length; place++) {
      word |= (bytes[place] & 0xFFL) << ((place - from) * Byte.SIZE);
    }
    return word;
  }

  /** Goes on behind what was peeked at. */
  void skipTo(int place) {
    need(place - at);
    at = place;
  }

  public String text() {
    return text(count(left()));
  }

  /** A text of so many bytes. */
  public String text(int length) {
    need(length);
    String text = Text.of(bytes, at, length);
    at += length;
    return text;
  }

  /** Says that everything was read. */
  public void end() {
    if (at != end) {
      throw new Unreadable(left() + " bytes too many");
    }
  }

  private void need(int more) {
    if (end - at < more) {
      throw new Unreadable("ends " + (more - (end - at)) + " bytes too early");
    }
  }
}
