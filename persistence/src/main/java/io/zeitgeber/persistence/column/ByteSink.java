package io.zeitgeber.persistence.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow at their end. Used again after {@link #clear()}; one thread at a time. */
public final class ByteSink {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[1 << 12];
  private int size;

  public void clear() {
    size = 0;
  }

  /** How many bytes were written. */
  public int size() {
    return size;
  }

  /** The bytes themselves, valid in [0, {@link #size()}) and until the next write. */
  public byte[] array() {
    return bytes;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  public void put(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  public void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  public void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  /** Eight bytes, little endian. */
  public void fixed(long value) {
    room(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  public void bytes(byte[] from, int start, int length) {
    room(length);
    System.arraycopy(from, start, bytes, size, length);
    size += length;
  }

  public void text(String text) {
    byte[] encoded = Text.bytes(text);
    varint(encoded.length);
    bytes(encoded, 0, encoded.length);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
