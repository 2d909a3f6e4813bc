package io.zeitgeber.persistence.journal;

import java.nio.charset.StandardCharsets;

/**
 * The slices in which the tail reads the journal. A participant is in one slice for ever: sinks
 * keep their position per slice, so neither the hash nor the number of slices ever changes.
 */
public final class Slice {
  /** How many slices there are. */
  public static final int COUNT = 16;

  private static final int FNV_OFFSET_BASIS = 0x811C9DC5;
  private static final int FNV_PRIME = 0x01000193;

  private Slice() {}

  /**
   * The slice of {@code study/participant}: FNV-1a (32 bits, Fowler, Noll and Vo) over its UTF-8
   * bytes, upper half folded onto the lower one, modulo 16.
   */
  public static int of(String entity) {
    int hash = FNV_OFFSET_BASIS;
    for (byte octet : entity.getBytes(StandardCharsets.UTF_8)) {
      hash ^= octet & 0xFF;
      hash *= FNV_PRIME;
    }
    return (hash ^ hash >>> 16) & (COUNT - 1);
  }
}
