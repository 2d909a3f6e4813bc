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
  },
  RICE {
    @Override
    void write(ByteSink out, long[] numbers, int count) {
      long smallest = numbers[0];
      long sum = 0;
      for (int at = 0; at < count; at++) {
        smallest = Math.min(smallest, numbers[at]);
        sum += numbers[at];
      }
      out.zigzag(smallest);
      Rice rice = new Rice(out, Rice.best(sum - smallest * count, count));
      for (int at = 0; at < count; at++) {
        rice.put(numbers[at] - smallest);
      }
      rice.end();
    }

    @Override
    void read(ByteSource in, long[] into, int count) {
      long smallest = in.zigzag();
      Rice.read(in, into, 0, count);
      for (int at = 0; at < count; at++) {
        into[at] += smallest;
      }
    }
  },
  RICE_DELTAS {
    @Override
    void write(ByteSink out, long[] numbers, int count) {
      long smallest = Long.MAX_VALUE;
      for (int at = 1; at < count; at++) {
        smallest = Math.min(smallest, numbers[at] - numbers[at - 1]);
      }
      out.zigzag(numbers[0]);
      out.zigzag(smallest);
      long sum = numbers[count - 1] - numbers[0] - smallest * (count - 1);
      Rice rice = new Rice(out, Rice.best(sum, count - 1));
      for (int at = 1; at < count; at++) {
        rice.put(numbers[at] - numbers[at - 1] - smallest);
      }
      rice.end();
    }

    @Override
    void read(ByteSource in, long[] into, int count) {
      long number = in.zigzag();
      long smallest = in.zigzag();
      Rice.read(in, into, 1, count);
      into[0] = number;
      for (int at = 1; at < count; at++) {
        number += smallest + into[at];
        into[at] = number;
      }
    }
  },
  RICE_LINE {
    @Override
    void write(ByteSink out, long[] numbers, int count) {
      long slope = slope(numbers, count);
      out.zigzag(numbers[0]);
      out.zigzag(slope);
      Rice rice = new Rice(out, Rice.best(besideLine(numbers, count), count - 1));
      for (int at = 1; at < count; at++) {
        long beside = numbers[at] - numbers[0] - ((at * slope) >> FRACTION);
        rice.put(beside << 1 ^ beside >> 63);
      }
      rice.end();
    }

    @Override
    void read(ByteSource in, long[] into, int count) {
      long first = in.zigzag();
      long slope = in.zigzag();
      Rice.read(in, into, 1, count);
      into[0] = first;
      for (int at = 1; at < count; at++) {
        long beside = into[at] >>> 1 ^ -(into[at] & 1);
        into[at] = first + ((at * slope) >> FRACTION) + beside;
      }
    }
  };

  /** Bits of a line's slope behind the point. */
  private static final int FRACTION = 16;

  /** Wider numbers are not looked at for a code: sums would not fit. */
  private static final long CODED_RANGE = 1L << (Rice.BITS - 2);

  /** Fewer numbers are packed as well. */
  private static final int CODED_FROM = 8;

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

  /**
   * The layout in which these numbers take the fewest bytes; of equals the simpler one.
   *
   * @param coded whether those that came with format 3 of an entry may be taken
   */
  static Layout shortest(long[] numbers, int count, boolean coded) {
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
    long sum = numbers[0] + numbers[1];
    for (int at = 2; at < count; at++) {
      long next = numbers[at] - numbers[at - 1];
      deltas += varintSize(next);
      deltasOfDeltas += varintSize(next - delta);
      delta = next;
      sum += numbers[at];
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
    long packedDeltas = packedSize(greatestDelta - smallestDelta, count - 1) + 1;
    if (packedDeltas < size) {
      best = PACKED_DELTAS;
      size = packedDeltas;
    }
    long range = greatest - smallest;
    if (!coded || count < CODED_FROM || range < 0 || range >= CODED_RANGE) {
      return best;
    }
    long rice = Rice.size(sum - smallest * count, count);
    if (rice < size) {
      best = RICE;
      size = rice;
    }
    long riceDeltas =
        Rice.size(numbers[count - 1] - numbers[0] - smallestDelta * (count - 1), count - 1)
            + varintSize(smallestDelta);
    if (riceDeltas < size) {
      best = RICE_DELTAS;
      size = riceDeltas;
    }
    if (size < count / 4) {
      return best;
    }
    long riceLine =
        Rice.size(besideLine(numbers, count), count - 1) + varintSize(slope(numbers, count));
    return riceLine < size ? RICE_LINE : best;
  }

  private static long slope(long[] numbers, int count) {
    return ((numbers[count - 1] - numbers[0]) << FRACTION) / (count - 1);
  }

  /** How far the numbers lie beside the line from the first to the last, in all, as zigzags. */
  private static long besideLine(long[] numbers, int count) {
    long slope = slope(numbers, count);
    long first = numbers[0];
    long sum = 0;
    for (int at = 1; at < count; at++) {
      long beside = numbers[at] - first - ((at * slope) >> FRACTION);
      sum += beside << 1 ^ beside >> 63;
    }
    return sum;
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
