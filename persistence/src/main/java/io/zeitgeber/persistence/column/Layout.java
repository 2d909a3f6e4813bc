package io.zeitgeber.persistence.column;

/** The layouts of a column of numbers, by the number that stands for each in the bytes. */
enum Layout {
  STEPS {
    @Override
    void write(ByteSink out, long[] numbers, int count) {
      out.zigzag(numbers[0]);
      out.zigzag(count > 1 ? numbers[1] - numbers[0] : 0);
    }

    @Override
    void read(ByteSource in, long[] into, int count) {
      long number = in.zigzag();
      long step = in.zigzag();
      for (int at = 0; at < count; at++) {
        into[at] = number;
        number += step;
      }
    }
  },
  DELTAS {
    @Override
    void write(ByteSink out, long[] numbers, int count) {
      out.zigzag(numbers[0]);
      for (int at = 1; at < count; at++) {
        out.zigzag(numbers[at] - numbers[at - 1]);
      }
    }

    @Override
    void read(ByteSource in, long[] into, int count) {
      long number = in.zigzag();
      into[0] = number;
      for (int at = 1; at < count; at++) {
        number += in.zigzag();
        into[at] = number;
      }
    }
  },
  DELTAS_OF_DELTAS {
    @Override
    void write(ByteSink out, long[] numbers, int count) {
      out.zigzag(numbers[0]);
      long before = 0;
      for (int at = 1; at < count; at++) {
        long delta = numbers[at] - numbers[at - 1];
        out.zigzag(delta - before);
        before = delta;
      }
    }

    @Override
    void read(ByteSource in, long[] into, int count) {
      long number = in.zigzag();
      long delta = 0;
      into[0] = number;
      for (int at = 1; at < count; at++) {
        delta += in.zigzag();
        number += delta;
        into[at] = number;
      }
    }
  },
  PACKED {
    @Override
    void write(ByteSink out, long[] numbers, int count) {
      long smallest = numbers[0];
      long greatest = numbers[0];
      for (int at = 1; at < count; at++) {
        smallest = Math.min(smallest, numbers[at]);
        greatest = Math.max(greatest, numbers[at]);
      }
      out.zigzag(smallest);
      BitSink bits = new BitSink(out, width(greatest - smallest));
      for (int at = 0; at < count; at++) {
        bits.put(numbers[at] - smallest);
      }
      bits.end();
    }

    @Override
    void read(ByteSource in, long[] into, int count) {
      long smallest = in.zigzag();
      BitSource bits = new BitSource(in);
      for (int at = 0; at < count; at++) {
        into[at] = smallest + bits.get();
      }
    }
  },
  PACKED_DELTAS {
    @Override
    void write(ByteSink out, long[] numbers, int count) {
      long smallest = Long.MAX_VALUE;
      long greatest = Long.MIN_VALUE;
      for (int at = 1; at < count; at++) {
        long delta = numbers[at] - numbers[at - 1];
        smallest = Math.min(smallest, delta);
        greatest = Math.max(greatest, delta);
      }
      out.zigzag(numbers[0]);
      out.zigzag(smallest);
      BitSink bits = new BitSink(out, width(greatest - smallest));
      for (int at = 1; at < count; at++) {
        bits.put(numbers[at] - numbers[at - 1] - smallest);
      }
      bits.end();
    }

    @Override
    void read(ByteSource in, long[] into, int count) {
      long number = in.zigzag();
      long smallest = in.zigzag();
      BitSource bits = new BitSource(in);
      into[0] = number;
      for (int at = 1; at < count; at++) {
        number += smallest + bits.get();
        into[at] = number;
      }
    }
  };

  private static final Layout[] BY_NUMBER = values();

  /** Writes at least one number. */
  abstract void write(ByteSink out, long[] numbers, int count);

  /** Reads at least one number. */
  abstract void read(ByteSource in, long[] into, int count);

  /** On disk: never reorder the constants. */
  @SuppressWarnings("EnumOrdinal") // the order is the format, and the approved sample guards it
  int number() {
    return ordinal();
  }

  static Layout of(int number) {
    if (number >= BY_NUMBER.length) {
      throw new Unreadable("column layout " + number);
    }
    return BY_NUMBER[number];
  }

  /** The layout in which these numbers take the fewest bytes; of equals the simpler one. */
  static Layout shortest(long[] numbers, int count) {
    if (count < 3) {
      return STEPS;
    }
    long delta = numbers[1] - numbers[0];
    long smallest = Math.min(numbers[0], numbers[1]);
    long greatest = Math.max(numbers[0], numbers[1]);
    long smallestDelta = delta;
    long greatestDelta = delta;
    long deltas = varintSize(delta);
    long deltasOfDeltas = deltas;
    for (int at = 2; at < count; at++) {
      long next = numbers[at] - numbers[at - 1];
      deltas += varintSize(next);
      deltasOfDeltas += varintSize(next - delta);
      delta = next;
      smallest = Math.min(smallest, numbers[at]);
      greatest = Math.max(greatest, numbers[at]);
      smallestDelta = Math.min(smallestDelta, next);
      greatestDelta = Math.max(greatestDelta, next);
    }
    if (smallestDelta == greatestDelta) {
      return STEPS;
    }
    Layout best = deltasOfDeltas < deltas ? DELTAS_OF_DELTAS : DELTAS;
    long size = Math.min(deltas, deltasOfDeltas);
    long packed = packedSize(greatest - smallest, count);
    if (packed < size) {
      best = PACKED;
      size = packed;
    }
    return packedSize(greatestDelta - smallestDelta, count - 1) + 1 < size ? PACKED_DELTAS : best;
  }

  private static int varintSize(long value) {
    long zigzag = (value << 1) ^ (value >> 63);
    // A seventh of the bits, rounded up, without a division: exact from 1 to 64 bits.
    return ((64 - Long.numberOfLeadingZeros(zigzag | 1)) * 9 + 64) >>> 6;
  }

  /** Bytes of packed numbers with their width; too many where they can't be packed. */
  private static long packedSize(long range, int count) {
    int width = width(range);
    return width > ColumnWriter.MAX_WIDTH ? Long.MAX_VALUE / 2 : 1 + ((long) width * count + 7) / 8;
  }

  /** Bits for numbers from 0 to range; ranges beyond the signed ones need all 64. */
  private static int width(long range) {
    return 64 - Long.numberOfLeadingZeros(range);
  }
}
