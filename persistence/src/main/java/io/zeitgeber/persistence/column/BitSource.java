package io.zeitgeber.persistence.column;

/** Reads what {@link BitSink} wrote. */
final class BitSource {
  private final ByteSource in;
  private final int width;
  private long held;
  private int bits;

  BitSource(ByteSource in) {
    this.in = in;
    this.width = in.get();
    if (width > ColumnWriter.MAX_WIDTH) {
      throw new Unreadable("numbers of " + width + " bits");
    }
  }

  long get() {
    while (bits < width) {
      held |= (long) in.get() << bits;
      bits += 8;
    }
    long number = held & ((1L << width) - 1);
    held >>>= width;
    bits -= width;
    return number;
  }
}
