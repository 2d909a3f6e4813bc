package io.zeitgeber.participant.canonical;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CanonicalWriter} wrote, in the same order. Every method throws {@link
 * IllegalArgumentException} where the bytes end too soon or make no sense.
 */
public final class CanonicalReader {
  private final byte[] bytes;
  private int at;

  public CanonicalReader(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  public long number() {
    long raw = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = next();
      raw |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }

  /** A number of things to follow, each at least one byte long. */
  public int count() {
    long count = number();
    if (count < 0 || count > bytes.length - at) {
      throw new IllegalArgumentException("more announced than there is");
    }
    return (int) count;
  }

  /** A number that fits an int. */
  public int integer() {
    return Math.toIntExact(number());
  }

  public long fixed() {
    long value = 0;
    for (int read = 0; read < Long.BYTES; read++) {
      value = value << 8 | (next() & 0xff);
    }
    return value;
  }

  public double decimal() {
    return Double.longBitsToDouble(fixed());
  }

  public boolean flag() {
    byte value = next();
    if (value < 0 || value > 1) {
      throw new IllegalArgumentException("neither yes nor no");
    }
    return value == 1;
  }

  public byte[] bytes() {
    int length = count();
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  public @Nullable String optionalText() {
    return flag() ? text() : null;
  }

  public @Nullable Long optionalNumber() {
    return flag() ? (Long) number() : null;
  }

  public @Nullable Double optionalDecimal() {
    return flag() ? (Double) decimal() : null;
  }

  public UUID id() {
    long most = fixed();
    return new UUID(most, fixed());
  }

  /** Whether nothing follows. */
  public boolean isAtEnd() {
    return at == bytes.length;
  }

  /** Says that nothing may follow. */
  public void end() {
    if (at != bytes.length) {
      throw new IllegalArgumentException("more bytes than were expected");
    }
  }

  private byte next() {
    if (at == bytes.length) {
      throw new IllegalArgumentException("fewer bytes than were expected");
    }
    return bytes[at++];
  }
}
