package io.zeitgeber.participant.clock;

/** Takes hints: samples that did not wait on the device. */
final class SentAt {
  private static final int WORTH = 8;
  private static final long RHO_LEAST = 20 * Q32.PPM;

  private final Envelope envelope;
  private final Steps steps;

  SentAt(Envelope envelope, Steps steps) {
    this.envelope = envelope;
    this.steps = steps;
  }

  /**
   * Takes a hint.
   *
   * @param x device time
   * @param y received (or reference) − device time
   */
  void take(long x, long y, long received, long arrival) {
    Line line = envelope.line;
    Hints hints = envelope.hints;
    long away = Math.abs(x - line.anchorDevice);
    long residual = y - line.at(x);
    long limit = Hints.LIMIT + Q32.mul(Math.max(line.rho, RHO_LEAST), away);
    boolean lead = hints.lead(received);
    hints.take(received, Math.abs(residual) <= limit);
    envelope.levels.stamped(x);
    envelope.lastDevice = Math.max(envelope.lastDevice, x);
    if (lead && residual < -limit) {
      forward(x, y, residual, received, arrival);
    } else if ((lead || envelope.trust.over) && residual > limit) {
      back(x, y, residual, limit, received, arrival);
    } else {
      agree(x, y, residual, received, arrival);
    }
  }

  /** The clock was set forward: nothing else makes a send attempt earlier than it was. */
  private void forward(long x, long y, long residual, long received, long arrival) {
    Chain chain = envelope.chain;
    int place = chain.matching(-residual, false, envelope.supportArrival);
    long highest = envelope.segments.current().highestDevice;
    long from = place >= 0 ? chain.arrival(place) : arrival;
    long lowest = place >= 0 ? chain.after(place) : Math.min(x - 1, highest + 1);
    boolean opened = open(x, y, residual, from, lowest, received);
    if (place < 0 && opened && envelope.segments.count() > 1) {
      envelope.hints.awaitPlace(residual, x, y);
    }
  }

  /**
   * The clock was set back, or a retry carries an old stamp: a place decides, or a second hint. Of
   * the requests of one upload the first is as good as all, and the place may be in a later one.
   */
  private void back(long x, long y, long residual, long limit, long received, long arrival) {
    Hints hints = envelope.hints;
    Chain chain = envelope.chain;
    int place = chain.matching(-residual, false, envelope.supportArrival);
    boolean agrees = hints.doubt && Math.abs(residual - hints.doubtResidual) < limit;
    if (place < 0 && !(agrees && hints.doubtIsOfAnEarlierUpload(received))) {
      if (!agrees) {
        hints.doubt(residual, x, y, arrival);
      }
      return;
    }
    hints.doubt = false;
    long from = place >= 0 ? chain.arrival(place) : hints.doubtArrival;
    long lowest =
        place >= 0 ? chain.after(place) : envelope.segments.current().highestDevice - residual;
    open(x, y, residual, from, lowest, received);
  }

  private void agree(long x, long y, long residual, long received, long arrival) {
    Hints hints = envelope.hints;
    hints.doubt = false;
    if (hints.doubtIsOfAnEarlierUpload(received)) {
      hints.placePending = false;
    }
    if (!envelope.trust.over) {
      envelope.line.hang(x, Math.min(y, y - residual));
      steps.endTrust(Evidence.HINT, received);
    }
    envelope.supported(WORTH);
    if (residual <= envelope.line.slack(x) || envelope.supports <= WORTH) {
      envelope.line.hang(x, y);
    }
    envelope.support(x, received, arrival);
    if (hints.knotDue(received)) {
      envelope.bucket.only(x, y, received);
      steps.closeBucket();
    } else {
      envelope.bucket.take(x, y, received, envelope.line.rate);
    }
  }

  /** A discontinuity of device time was seen: perhaps the place that a hint has waited for. */
  void jumped(long received) {
    Chain chain = envelope.chain;
    Hints hints = envelope.hints;
    int newest = chain.newest();
    if (newest < 0) {
      return;
    }
    if (hints.placePending && chain.newestIs(-hints.pendingJump)) {
      Segment current = envelope.segments.current();
      current.lowestDevice = chain.after(newest);
      current.firstArrival = chain.arrival(newest);
      if (hints.pendingJump < 0) {
        // No record lies in what was leapt over: its middle parts the two, whatever slack they
        // have.
        envelope.segments.back(1).highestDevice = chain.after(newest) - 1 + hints.pendingJump / 2;
      }
      hints.placePending = false;
    } else if (hints.doubt && chain.newestIs(-hints.doubtResidual)) {
      hints.doubt = false;
      open(
          hints.doubtX,
          hints.doubtY,
          hints.doubtResidual,
          chain.arrival(newest),
          chain.after(newest),
          received);
    }
  }

  private boolean open(
      long x, long y, long jump, long firstArrival, long lowestDevice, long received) {
    return steps.open(
        new Steps.Found(
            Reason.HINT,
            x,
            y,
            jump,
            x - envelope.supportDevice,
            firstArrival,
            lowestDevice,
            1,
            0,
            received,
            false));
  }
}
