package io.zeitgeber.participant.clock;

import java.util.Arrays;

/**
 * How much the delays scatter, how coarse the stamps are and how often the device is heard: what
 * counts as near the line, as above it, as a step.
 */
final class Levels extends Part {
  private static final int RING = 16;
  private static final long FIRST_SCATTER = 200 * Times.MILLI;
  private static final long MIN_SCATTER = 5 * Times.MILLI;
  private static final long MAX_SCATTER = Times.MINUTE;
  private static final long SPARSE = Times.MINUTE;
  private static final long SPARSE_NEAR = 20 * Times.SECOND;
  private static final int QUANTUM_BINS = 64;

  private long[] xs = new long[RING];
  private long[] ys = new long[RING];
  private int taken;

  /** Median − least of the last supporting bins, slewed. */
  long scatter = FIRST_SCATTER;

  private int slews;

  /** A second until fractions of it have been seen, then 0. */
  long quantum = Times.SECOND;

  private int quantumBins;
  private int fractions;
  private int sparseness;
  boolean sparse;

  /** Residuals up to it support the line. As of the last bin. */
  long band = Math.max(200 * Times.MILLI, 4 * FIRST_SCATTER);

  /** Notes whether a stamp is of a whole second. */
  void stamped(long device) {
    if (quantumBins < QUANTUM_BINS) {
      quantumBins++;
      fractions += device % Times.SECOND == 0 ? 0 : 1;
      quantum = fractions * 4 >= quantumBins ? 0 : Times.SECOND;
    }
  }

  /** Notes the silence before a bin. */
  void heard(long silenceMicros) {
    if (silenceMicros > Times.SPARSE_GAP) {
      sparseness = Math.min(sparseness + 2, 8);
    } else if (sparseness > 0) {
      sparseness--;
    }
    sparse = sparseness >= 4;
  }

  /** Takes a supporting bin. */
  void support(long device, long offset) {
    if (mustCopy()) {
      xs = xs.clone();
      ys = ys.clone();
    }
    xs[taken % RING] = device;
    ys[taken % RING] = offset;
    taken++;
  }

  /** Whether it is time to look at the scatter again: often at first, then every fourth bin. */
  boolean due() {
    return (taken & 3) == 0 || taken < 2 * RING || sparse;
  }

  /**
   * Slews the scatter: it may grow by at most itself and a second, an eighth of the way once
   * settled, and shrinks by a third, so that an episode of congestion does not widen the band.
   */
  void measure(Line line) {
    int count = Math.min(taken, RING);
    if (count < 3) {
      return;
    }
    long[] residuals = new long[count];
    for (int at = 0; at < count; at++) {
      residuals[at] = ys[at] - line.at(xs[at]);
    }
    Arrays.sort(residuals);
    long spread = Math.max(0, residuals[count >> 1] - Math.max(residuals[0], 0));
    slews = Math.min(slews + 1, 8);
    scatter +=
        spread > scatter
            ? Math.min(spread - scatter, scatter + Times.SECOND) / slews
            : (spread - scatter) / Math.min(slews, 3);
    scatter = Math.clamp(scatter, MIN_SCATTER, MAX_SCATTER);
  }

  void setBand() {
    band = Math.max(sparse ? SPARSE : 200 * Times.MILLI + quantum, 4 * scatter);
  }

  long near() {
    return 2 * scatter + (sparse ? SPARSE_NEAR : 50 * Times.MILLI + (quantum >> 1));
  }

  long big() {
    return Math.max(sparse ? SPARSE : Times.BIG, 8 * scatter);
  }

  long down() {
    return sparse
        ? Math.max(SPARSE, 4 * scatter)
        : Math.max(150 * Times.MILLI + quantum, 2 * scatter);
  }

  /** The least residual of the last supporting bins; {@code Long.MAX_VALUE} if there are none. */
  long leastResidual(Line line) {
    long least = Long.MAX_VALUE;
    for (int at = 0; at < Math.min(taken, RING); at++) {
      least = Math.min(least, ys[at] - line.at(xs[at]));
    }
    return least;
  }

  void forget() {
    taken = 0;
  }

  @Override
  void each(Fields fields) {
    taken = fields.integer(taken);
    xs = fields.numbers(xs, Math.min(taken, RING));
    ys = fields.numbers(ys, Math.min(taken, RING));
    scatter = fields.number(scatter);
    slews = fields.integer(slews);
    quantum = fields.number(quantum);
    quantumBins = fields.integer(quantumBins);
    fractions = fields.integer(fractions);
    sparseness = fields.integer(sparseness);
    sparse = fields.flag(sparse);
    band = fields.number(band);
  }
}
