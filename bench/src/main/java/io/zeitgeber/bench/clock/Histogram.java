package io.zeitgeber.bench.clock;

/** Magnitudes of microseconds in logarithmic cells of about 1.5 %. */
final class Histogram {
  private static final int FINE = 64;
  private static final int FINE_BITS = 6;

  private final long[] cells = new long[FINE * 64];
  private long count;
  private long aboveSecond;

  void add(long micros) {
    long size = Math.abs(micros);
    count++;
    aboveSecond += size > Trace.SECOND ? 1 : 0;
    cells[cell(size)]++;
  }

  void add(Histogram other) {
    count += other.count;
    aboveSecond += other.aboveSecond;
    for (int at = 0; at < cells.length; at++) {
      cells[at] += other.cells[at];
    }
  }

  long count() {
    return count;
  }

  double shareAboveSecond() {
    return count == 0 ? Double.NaN : aboveSecond / (double) count;
  }

  /** A quantile in seconds; NaN of nothing. */
  double seconds(double quantile) {
    if (count == 0) {
      return Double.NaN;
    }
    long rank = (long) Math.ceil(quantile * count);
    long seen = 0;
    int at = 0;
    while (seen + cells[at] < rank) {
      seen += cells[at++];
    }
    return middle(at) / Trace.SECOND;
  }

  private static int cell(long size) {
    if (size < FINE) {
      return (int) size;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(size);
    int fine = (int) (size >>> (exponent - FINE_BITS)) & (FINE - 1);
    return (exponent - FINE_BITS + 1) * FINE + fine;
  }

  private static double middle(int cell) {
    if (cell < FINE) {
      return cell;
    }
    int shift = cell / FINE - 1;
    return ((double) (FINE + cell % FINE) + 0.5) * (1L << shift);
  }
}
