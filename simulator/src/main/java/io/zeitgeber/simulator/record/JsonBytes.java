package io.zeitgeber.simulator.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON straight into bytes, one record after the other. An object mapper would cost more
 * than all the rest of a record's way into Kafka (measured: 260 ns against 25 ns).
 */
public final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[512];
  private int size;

  /** Starts the next record. */
  public JsonBytes reset() {
    size = 0;
    return this;
  }

  /** JSON as it is; ASCII only. */
  public JsonBytes raw(String ascii) {
    int length = ascii.length();
    room(length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  /** JSON as it is. */
  public JsonBytes raw(byte[] json) {
    room(json.length);
    System.arraycopy(json, 0, bytes, size, json.length);
    size += json.length;
    return this;
  }

  /** A text in quotes, escaped. */
  public JsonBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    room(2 + utf8.length * 6);
    bytes[size++] = '"';
    for (byte b : utf8) {
      if (b == '"' || b == '\\') {
        bytes[size++] = '\\';
        bytes[size++] = b;
      } else if (b >= 0 && b < ' ') {
        raw("\\u00");
        bytes[size++] = HEX[b >> 4];
        bytes[size++] = HEX[b & 15];
      } else {
        bytes[size++] = b;
      }
    }
    bytes[size++] = '"';
    return this;
  }

  /** The name of a further field of the current object, with its comma. */
  public JsonBytes field(String asciiName) {
    room(1);
    if (size > 0 && bytes[size - 1] != '{') {
      bytes[size++] = ',';
    }
    return raw("\"").raw(asciiName).raw("\":");
  }

  public JsonBytes number(long number) {
    room(20);
    if (number < 0) {
      if (number == Long.MIN_VALUE) {
        return raw("-9223372036854775808");
      }
      bytes[size++] = '-';
      number = -number;
    }
    int digits = digits(number);
    for (int at = size + digits - 1; at >= size; at--) {
      long tenth = number / 10;
      bytes[at] = (byte) ('0' + (number - tenth * 10));
      number = tenth;
    }
    size += digits;
    return this;
  }

  /** A finite number in its shortest exact form. */
  public JsonBytes number(double number) {
    long whole = (long) number;
    if (whole == number && Math.abs(number) < 1e15) {
      return number(whole);
    }
    return raw(Double.toString(number));
  }

  /** Epoch microseconds as milliseconds, with a fraction only where there is one. */
  public JsonBytes millis(long micros) {
    long millis = Math.floorDiv(micros, 1000L);
    int rest = (int) (micros - millis * 1000);
    if (rest == 0 || micros < 0) {
      return rest == 0 ? number(millis) : number(micros / 1000.0);
    }
    number(millis);
    room(4);
    bytes[size++] = '.';
    bytes[size++] = (byte) ('0' + rest / 100);
    if (rest % 100 != 0) {
      bytes[size++] = (byte) ('0' + rest / 10 % 10);
      if (rest % 10 != 0) {
        bytes[size++] = (byte) ('0' + rest % 10);
      }
    }
    return this;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  private static int digits(long number) {
    int digits = 1;
    for (long over = 10; digits < 19 && number >= over; over *= 10) {
      digits++;
    }
    return digits;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
