package io.zeitgeber.service.decode;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record's unknown fields as they came: whole fields, as long as they fit into one JSON object of
 * 4 KiB; the bytes of the others are counted.
 */
final class UnknownFields {
  private static final int MOST = 4096;

  private final byte[] kept = new byte[MOST];
  private int size;
  private int beyond;

  void clear() {
    size = 0;
    beyond = 0;
  }

  boolean isEmpty() {
    return size == 0 && beyond == 0;
  }

  /** Adds the bytes of one field, from its name's quote to its value's end. */
  void add(byte[] bytes, int from, int to) {
    int length = to - from;
    if (size + length + 2 > MOST) { // a bracket or comma before it, and the last bracket
      beyond += length;
      return;
    }
    kept[size] = (byte) (size == 0 ? '{' : ',');
    System.arraycopy(bytes, from, kept, size + 1, length);
    size += 1 + length;
  }

  @Nullable String json() {
    return size == 0 ? null : new String(kept, 0, size, StandardCharsets.UTF_8) + "}";
  }

  int beyond() {
    return beyond;
  }
}
