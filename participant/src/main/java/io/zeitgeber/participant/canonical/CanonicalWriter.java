package io.zeitgeber.participant.canonical;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes values one after the other, each in one form only. {@link CanonicalReader} reads them in
 * the same order.
 */
public final class CanonicalWriter {
  private byte[] bytes = new byte[1024];
  private int length;

  /** A whole number as a zigzag varint: small magnitudes are short. */
  public CanonicalWriter number(long value) {
    long rest = (value << 1) ^ (value >> 63);
    room(10);
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** A whole number in eight bytes, whatever its size. */
  public CanonicalWriter fixed(long value) {
    room(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >> shift);
    }
    return this;
  }

  /** A double bit for bit, all NaN alike. */
  public CanonicalWriter decimal(double value) {
    return fixed(Double.doubleToLongBits(value));
  }

  public CanonicalWriter flag(boolean value) {
    room(1);
    bytes[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  public CanonicalWriter bytes(byte[] value) {
    number(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  public CanonicalWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  public CanonicalWriter optionalText(@Nullable String value) {
    flag(value != null);
    return value == null ? this : text(value);
  }

  public CanonicalWriter optionalNumber(@Nullable Long value) {
    flag(value != null);
    return value == null ? this : number(value);
  }

  public CanonicalWriter optionalDecimal(@Nullable Double value) {
    flag(value != null);
    return value == null ? this : decimal(value);
  }

  public CanonicalWriter id(UUID value) {
    return fixed(value.getMostSignificantBits()).fixed(value.getLeastSignificantBits());
  }

  /** All that was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
