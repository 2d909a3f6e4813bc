package io.zeitgeber.persistence.column;

/** Writes numbers of equal width, bit after bit, lowest first; the width goes before them. */
final class BitSink {
  private final ByteSink out;
  private final int width;
  private long held;
  private int bits;

  BitSink(ByteSink out, int width) {
    this.out = out;
    this.width = width;
    out.put(width);
  }

  void put(long number) {
    held |= number << bits;
    bits += width;
    while (bits >= 8) {
      out.put((int) held);
      held >>>= 8;
      bits -= 8;
    }
  }

  void end() {
    if (bits > 0) {
      out.put((int) held);
    }
  }
}
