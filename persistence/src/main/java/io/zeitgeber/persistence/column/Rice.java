package io.zeitgeber.persistence.column;

/**
 * Numbers from 0, small ones in fewer bits, as Golomb and Rice code them: the number's upper part
 * in as many zeros, a one, then its lower k bits. What is spread as waiting times are takes within
 * a twentieth of a bit of the least there is, and a far one costs itself alone, where packed
 * numbers all take the width of the farthest (R. F. Rice, "Some practical universal noiseless
 * coding techniques", JPL 79-22, 1979).
 */
final class Rice {
  /** Numbers are below 2^BITS. */
  static final int BITS = 40;

  /** An upper part of so many stands for: the whole number follows in {@link #BITS} bits. */
  private static final int ESCAPE = 24;

  private final ByteSink out;
  private final int k;
  private long held;
  private int bits;

  /** Writes k. */
  Rice(ByteSink out, int k) {
    this.out = out;
    this.k = k;
    out.put(k);
  }

  void put(long number) {
    long upper = number >>> k;
    if (upper < ESCAPE) {
      int zeros = (int) upper;
      bits((1L << zeros) | (number & ((1L << k) - 1)) << (zeros + 1), zeros + 1 + k);
    } else {
      bits(1L << ESCAPE, ESCAPE + 1);
      bits(number, BITS);
    }
  }

  private void bits(long value, int width) {
    held |= value << bits;
    int all = bits + width;
    if (all >= Long.SIZE) {
      out.fixed(held);
      held = bits == 0 ? 0 : value >>> (Long.SIZE - bits);
      all -= Long.SIZE;
    }
    bits = all;
  }

  void end() {
    for (; bits > 0; bits -= Byte.SIZE) {
      out.put((int) held);
      held >>>= Byte.SIZE;
    }
  }

  /** The k by which numbers of this sum take the fewest bits, or one more. */
  static int best(long sum, int count) {
    long mean = sum / count;
    int k = Long.SIZE - 1 - Long.numberOfLeadingZeros(mean | 1);
    return bits(sum, count, k + 1) < bits(sum, count, k) ? k + 1 : k;
  }

  /** Bytes, with k, and at most: a far number may take fewer. */
  static long size(long sum, int count) {
    return 1 + ((bits(sum, count, best(sum, count)) + 7) >>> 3);
  }

  private static long bits(long sum, int count, int k) {
    return (long) count * (k + 1) + (sum >>> k);
  }

  /** Reads numbers, less nothing. */
  static void read(ByteSource in, long[] into, int from, int count) {
    int k = in.get();
    if (k > BITS) {
      throw new Unreadable("numbers of " + k + " lower bits");
    }
    long mask = (1L << k) - 1;
    int start = in.at();
    long bit = 0;
    for (int at = from; at < count; at++) {
      long word = in.peek(start + (int) (bit >>> 3)) >>> ((int) bit & 7);
      int zeros = Long.numberOfTrailingZeros(word);
      if (zeros > ESCAPE) {
        throw new Unreadable("no number begins with so many zeros");
      }
      bit += zeros + 1;
      int width = zeros == ESCAPE ? BITS : k;
      // A word holds 57 bits from any place.
      long lower =
          zeros + 1 + width <= 56
              ? word >>> (zeros + 1)
              : in.peek(start + (int) (bit >>> 3)) >>> ((int) bit & 7);
      bit += width;
      into[at] = zeros == ESCAPE ? lower & ((1L << BITS) - 1) : ((long) zeros << k) | (lower & mask);
    }
    in.skipTo(start + (int) ((bit + 7) >>> 3));
  }
}
