package io.zeitgeber.participant.clock;

/**
 * A candidate for a clock set far away: samples that came before the model says they were made, or
 * later than any delay. Five of them in a row are enough, unless an earlier segment explains them
 * as stragglers: then they must go on at one level.
 */
final class Breach extends Part {
  private static final int STAMPS = 5;
  private static final int VOTES = 5;
  private static final int FLAT = 10;
  private static final long FLAT_SPAN = 40 * Times.SECOND;
  private static final int GIVEN_UP = 64;

  boolean open;
  int stamps;
  private int flat;
  private int votes;
  long firstArrival;
  private long since;
  long anchorDevice;
  long anchorOffset;
  long lowestDevice;
  private long last;
  private long lastReceived;

  /** Takes a sample that breaks the model. */
  void take(long earliest, long latest, long received, long arrival, Known known) {
    long y = received - latest;
    long residual = y - at(latest, known.rate);
    long lowestFit = known.explained ? -known.big : -Times.MAX_DELAY;
    if (!open || residual > Times.MAX_DELAY || residual < lowestFit || !follows(latest, received)) {
      begin(earliest, latest, received, arrival);
      return;
    }
    if (latest != last) {
      stamps++;
      if (residual < -known.near) {
        flat = 1;
        since = received;
      } else if (residual <= known.near) {
        flat++;
      }
    }
    last = latest;
    lastReceived = received;
    if (residual < 0) {
      anchorDevice = latest;
      anchorOffset = y;
    }
    lowestDevice = Math.min(lowestDevice, earliest);
  }

  /**
   * What is known of a sample that breaks the model.
   *
   * @param explained an earlier segment would explain it
   */
  record Known(boolean explained, long rate, long near, long big) {}

  /** Corrupt stamps are anywhere; those of a clock that was set go on from each other. */
  private boolean follows(long latest, long received) {
    long apart = latest - last;
    return Math.abs(apart) <= Times.CHAIN_GAP
        || Math.abs(apart - (received - lastReceived)) <= Times.CHAIN_GAP;
  }

  private void begin(long earliest, long latest, long received, long arrival) {
    open = true;
    stamps = 1;
    flat = 1;
    votes = 0;
    firstArrival = arrival;
    since = received;
    anchorDevice = latest;
    anchorOffset = received - latest;
    lowestDevice = earliest;
    last = latest;
    lastReceived = received;
  }

  boolean confirmed(boolean explained, long received) {
    if (!explained) {
      return stamps >= STAMPS;
    }
    if (flat >= FLAT && flat * 2 >= stamps && received - since >= FLAT_SPAN) {
      return true;
    }
    open = stamps <= GIVEN_UP || flat * 2 >= stamps;
    return false;
  }

  /** A sample agrees with the model after all; enough of them end the doubt. */
  void vote() {
    votes++;
    open = votes < VOTES;
  }

  long at(long device, long rate) {
    return anchorOffset + Q32.mul(rate, device - anchorDevice);
  }

  long spanMicros(long received) {
    return received - since;
  }

  @Override
  void each(Fields fields) {
    open = fields.flag(open);
    stamps = fields.integer(stamps);
    flat = fields.integer(flat);
    votes = fields.integer(votes);
    firstArrival = fields.number(firstArrival);
    since = fields.number(since);
    anchorDevice = fields.number(anchorDevice);
    anchorOffset = fields.number(anchorOffset);
    lowestDevice = fields.number(lowestDevice);
    last = fields.number(last);
    lastReceived = fields.number(lastReceived);
  }
}
