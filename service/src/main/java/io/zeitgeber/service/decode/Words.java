package io.zeitgeber.service.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Eight bytes at a time. */
final class Words {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  static long at(byte[] bytes, int position) {
    return (long) WORD.get(bytes, position);
  }

  /** Up to eight ASCII characters as {@link #at} would read them; zeros behind. */
  static long of(String text) {
    byte[] padded = new byte[8];
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, padded, 0, ascii.length);
    return at(padded, 0);
  }

  /** A word's first bytes. */
  static long first(long word, int count) {
    return word & (-1L >>> (64 - 8 * count));
  }

  static boolean allDigits(long word) {
    return (((word + 0x4646464646464646L) | (word - 0x3030303030303030L)) & 0x8080808080808080L)
        == 0;
  }

  /** The number that eight digits write. (Lemire, "Quickly parsing eight digits", 2018.) */
  static long eightDigits(long word) {
    long digits = word - 0x3030303030303030L;
    long pairs = digits * 10 + (digits >>> 8);
    return (((pairs & 0x000000FF000000FFL) * 0x000F424000000064L)
            + (((pairs >>> 16) & 0x000000FF000000FFL) * 0x0000271000000001L))
        >>> 32;
  }

  /** 0x80 in each byte that is the sought one; lower bytes are exact, which is all that is used. */
  static long matches(long word, long repeated) {
    long difference = word ^ repeated;
    return (difference - 0x0101010101010101L) & ~difference & 0x8080808080808080L;
  }

  static long hash(byte[] bytes, int from, int to) {
    int length = to - from;
    long one = length * 0x9E3779B97F4A7C15L;
    long other = one;
    int at = from;
    for (int end = to - 16; at <= end; at += 16) {
      one = (one ^ at(bytes, at)) * 0x9FB21C651E98DF25L;
      one ^= one >>> 32;
      other = (other ^ at(bytes, at + 8)) * 0xD6E8FEB86659FD93L;
      other ^= other >>> 32;
    }
    if (length >= 16) {
      one = (one ^ at(bytes, to - 16)) * 0x9FB21C651E98DF25L;
      other = (other ^ at(bytes, to - 8)) * 0xD6E8FEB86659FD93L;
    }
    one ^= other * 0x9E3779B97F4A7C15L;
    return one ^ (one >>> 29);
  }
}
