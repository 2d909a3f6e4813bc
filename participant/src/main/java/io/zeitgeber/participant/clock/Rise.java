package io.zeitgeber.participant.clock;

/**
 * A candidate for a clock set back: bins above the band, which a longer delay would explain as
 * well. What tells them apart is that a step stays at one level, long enough.
 */
final class Rise extends Part {
  private static final long LARGE = 10 * Times.MINUTE;
  private static final long MIDDLE = 5 * Times.SECOND;

  /** From here on a lag shows: arrivals pause as long as it, and device time goes on. */
  private static final long LAG_SHOWS = 30 * Times.SECOND;

  /** What may be a relay's lag must last longer. */
  private static final long LAG_SPAN = 15 * Times.MINUTE;

  private static final int STALE = 24;
  private static final int STALE_SPARSE = 3;

  int bins;
  private int near;
  private int stale;
  private boolean isMaybeDelay;

  /** Received time of the first bin above the band since the last support. */
  long began;

  long firstArrival;
  private long since;
  long least;
  long x;
  long y;
  long lowestDevice;

  /** The least residual of the bins before it: a creep, where it is more than half the step. */
  long leastBefore;

  /**
   * Takes a bin above the band.
   *
   * @param highestDevice the highest device time of the segment
   */
  void take(Bin bin, long residual, Levels levels, Line line, long highestDevice) {
    if (began == 0) {
      began = bin.lastReceived;
      isMaybeDelay = highestDevice - bin.x < residual / 2;
    }
    long nearness = levels.near();
    if (bins == 0 || residual < least - nearness) {
      if (bins == 0) {
        leastBefore = levels.leastResidual(line);
      }
      restart(bin, residual);
      return;
    }
    bins++;
    lowestDevice = Math.min(lowestDevice, bin.x);
    if (residual < least) {
      least = residual;
      x = bin.x;
      y = bin.y;
    }
    if (residual <= least + nearness) {
      near++;
      stale = 0;
    } else if (++stale >= (levels.sparse ? STALE_SPARSE : STALE)) {
      restart(bin, residual);
    }
  }

  private void restart(Bin bin, long residual) {
    bins = 1;
    near = 1;
    stale = 0;
    firstArrival = bin.firstArrival;
    since = bin.lastReceived;
    least = residual;
    x = bin.x;
    y = bin.y;
    lowestDevice = bin.x;
  }

  /** Whether it has lasted at one level for long enough. */
  boolean confirmed(Levels levels, long received, boolean jumpSeen) {
    boolean maybeDelay = maybeDelay(levels, jumpSeen);
    int need = need(levels);
    long span = maybeDelay ? Math.max(span(levels), LAG_SPAN) : span(levels);
    if (bins >= need && received - since >= span && near * 2 >= bins) {
      return true;
    }
    if (bins > 4 * need && !maybeDelay) {
      bins = 0;
    }
    return false;
  }

  /** Whether device time went on while arrivals paused: a lag, or a clock that stood still. */
  boolean maybeDelay(Levels levels, boolean jumpSeen) {
    return isMaybeDelay && !jumpSeen && !levels.sparse && least >= LAG_SHOWS;
  }

  private int need(Levels levels) {
    boolean large = least >= LARGE;
    if (levels.sparse) {
      return large ? 3 : 6;
    }
    return large ? 8 : least >= MIDDLE ? 24 : 48;
  }

  private long span(Levels levels) {
    if (levels.sparse) {
      return 0;
    }
    return least >= LARGE
        ? 40 * Times.SECOND
        : least >= MIDDLE ? 2 * Times.MINUTE : 5 * Times.MINUTE;
  }

  long spanMicros(long received) {
    return received - since;
  }

  /** Whether it has gone on long enough to doubt the model. */
  boolean doubtful() {
    return near * 2 >= bins && (bins >= 12 || (bins >= 3 && least > 30 * Times.SECOND));
  }

  void clear() {
    bins = 0;
    began = 0;
  }

  @Override
  void each(Fields fields) {
    bins = fields.integer(bins);
    near = fields.integer(near);
    stale = fields.integer(stale);
    isMaybeDelay = fields.flag(isMaybeDelay);
    began = fields.number(began);
    firstArrival = fields.number(firstArrival);
    since = fields.number(since);
    least = fields.number(least);
    x = fields.number(x);
    y = fields.number(y);
    lowestDevice = fields.number(lowestDevice);
    leastBefore = fields.number(leastBefore);
  }
}
