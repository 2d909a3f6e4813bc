package io.zeitgeber.participant.clock;

import java.util.Arrays;

/** What the device's own stamps of its send attempts have said: samples without a queue's delay. */
final class Hints extends Part {
  static final long LIMIT = 5 * Times.SECOND;

  /** When so many agree the hints lead, and samples can only lower the line. */
  private static final int LEAD = 2;

  /** A device that has stopped sending hints is judged by its samples again. */
  private static final long LEAD_LASTS = 4 * Times.DAY;

  /** Stamps of requests that are remembered, to know one that comes again. */
  private static final int REQUESTS = 16;

  private static final int LAST_REQUEST = 1 << 30;

  private int agreed;
  private long lastReceived;
  private long lastKnotReceived = Times.BEFORE_ALL;

  /** The stamps of the last requests, the newest at {@code requests - 1} modulo the length. */
  private long[] stamps = {};

  private int requests;

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

  /**
   * A step was shown whose place is still to come, in this upload: until then nothing clears it.
   */
  void awaitPlace(long jump, long x, long y) {
    placePending = true;
    pendingJump = jump;
    doubtX = x;
    doubtY = y;
  }

  boolean doubtIsOfAnEarlierUpload(long received) {
    return received - (doubtX + doubtY) >= Times.SPARSE_GAP;
  }

  /** Whether a request's stamp was not heard among the last ones; from here on it was. */
  boolean isNew(long sentAtMicros) {
    int held = Math.min(requests, REQUESTS);
    for (int back = 1; back <= held; back++) {
      if (stamps[(requests - back) % REQUESTS] == sentAtMicros) {
        return false;
      }
    }
    if (mustCopy() || stamps.length == 0) {
      stamps = Arrays.copyOf(stamps, REQUESTS);
    }
    stamps[requests % REQUESTS] = sentAtMicros;
    requests = requests == LAST_REQUEST ? requests % REQUESTS + REQUESTS + 1 : requests + 1;
    return true;
  }

  @Override
  void each(Fields fields) {
    if (fields.hasRequests()) {
      requests = fields.integer(requests);
      int held = Math.min(requests, REQUESTS);
      stamps = fields.numbers(held > 0 && stamps.length == 0 ? new long[REQUESTS] : stamps, held);
    }
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
