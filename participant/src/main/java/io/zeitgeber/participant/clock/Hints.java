package io.zeitgeber.participant.clock;

/** What the device's own stamps of its send attempts have said: samples without a queue's delay. */
final class Hints extends Part {
  static final long LIMIT = 5 * Times.SECOND;

  /** When so many agree the hints lead, and samples can only lower the line. */
  private static final int LEAD = 2;

  /** A device that has stopped sending hints is judged by its samples again. */
  private static final long LEAD_LASTS = 4 * Times.DAY;

  private int agreed;
  private long lastReceived;
  private long lastKnotReceived = Times.BEFORE_ALL;

  /** One hint that lies above the line: a retry may carry an old stamp, so a second must agree. */
  boolean doubt;

  long doubtResidual;
  long doubtX;
  long doubtY;
  long doubtArrival;

  /** A step whose place in the upload has not been seen yet. */
  boolean placePending;

  long pendingJump;

  /**
   * Takes a hint that agrees with the line or not; until they lead, one that doesn't begins anew.
   */
  void take(long received, boolean agrees) {
    agreed = agrees || lead(received) ? agreed + 1 : 1;
    lastReceived = received;
  }

  /** Whether a hint makes a knot of its own: not each of a stream of them does. */
  boolean knotDue(long received) {
    if (received - lastKnotReceived < Times.SPARSE_GAP) {
      return false;
    }
    lastKnotReceived = received;
    return true;
  }

  boolean lead(long received) {
    return agreed >= LEAD && received - lastReceived <= LEAD_LASTS;
  }

  void doubt(long residual, long x, long y, long arrival) {
    doubt = true;
    doubtResidual = residual;
    doubtX = x;
    doubtY = y;
    doubtArrival = arrival;
  }

  @Override
  void each(Fields fields) {
    agreed = fields.integer(agreed);
    lastReceived = fields.number(lastReceived);
    lastKnotReceived = fields.number(lastKnotReceived);
    doubt = fields.flag(doubt);
    doubtResidual = fields.number(doubtResidual);
    doubtX = fields.number(doubtX);
    doubtY = fields.number(doubtY);
    doubtArrival = fields.number(doubtArrival);
    placePending = fields.flag(placePending);
    pendingJump = fields.number(pendingJump);
  }
}
