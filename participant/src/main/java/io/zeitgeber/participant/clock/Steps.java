package io.zeitgeber.participant.clock;

import org.jspecify.annotations.Nullable;

/** Opens segments, reopens earlier ones, and sets a line anew where the clock only drifted. */
final class Steps {
  /** What an oscillator may wander in a silence. */
  private static final long WANDER = 100 * Q32.PPM;

  private static final long RHO_AFTER = 5 * Q32.PPM;

  private final Envelope envelope;
  private final ClockPolicy policy;
  private final ClockSink sink;

  Steps(Envelope envelope, ClockPolicy policy, ClockSink sink) {
    this.envelope = envelope;
    this.policy = policy;
    this.sink = sink;
  }

  /**
   * What shows that the clock was set.
   *
   * @param x device time of the sample with the least delay since
   * @param y its received − device time
   * @param silence device time without support before it
   */
  record Found(
      Reason reason,
      long x,
      long y,
      long jump,
      long silence,
      long firstArrival,
      long lowestDevice,
      int samples,
      long over,
      long received,
      boolean maybeDelay) {}

  /** Opens a segment; whether it did, or only set the line anew. */
  boolean open(Found found) {
    closeBucket();
    Segment current = envelope.segments.current();
    envelope.knots.close(current.number, current.path, sink);
    boolean steps = Math.abs(found.jump()) > Q32.mul(WANDER, Math.abs(found.silence()));
    if (steps) {
      step(current, found);
    } else {
      rebase(found);
    }
    begin(found);
    if (steps && !envelope.trust.over) {
      endTrust(Evidence.LEAP, found.received());
    }
    return steps;
  }

  private void rebase(Found found) {
    sink.rebased(
        new Rebased(
            envelope.segments.current().number,
            found.y() - envelope.line.at(found.x()),
            Evidence.DRIFT,
            envelope.supportArrival + 1,
            envelope.supportDevice,
            found.received()));
  }

  private void step(Segment current, Found found) {
    long band = envelope.levels.band;
    Segment earlier =
        Math.abs(found.jump()) > 4 * band
            ? envelope.segments.through(found.x(), found.y(), envelope.line, band)
            : null;
    if (earlier != null && current.maybeDelay && envelope.segments.isBeforeCurrent(earlier)) {
      withdraw(current, earlier, found);
      return;
    }
    current.end(envelope.line, envelope.established);
    if (found.jump() < 0
        && found.jump() > -Times.MAX_DELAY
        && current.highestDevice >= found.lowestDevice()) {
      current.highestDevice = found.lowestDevice() - 1;
    }
    int number = earlier == null ? envelope.segments.opened() : earlier.number;
    Segment next = Segment.opened(number, found.firstArrival(), found.lowestDevice(), found.x());
    next.maybeDelay = found.maybeDelay();
    envelope.segments.open(next);
    tell(
        found, next.number, reason(found, earlier), found.firstArrival(), found.lowestDevice(), -1);
    forget(earlier != null);
  }

  /** The level is that of the segment before: what lay between was a delay that has ended. */
  private void withdraw(Segment delay, Segment earlier, Found found) {
    envelope.segments.withdraw();
    earlier.highestDevice = Math.max(earlier.highestDevice, found.x());
    tell(
        found,
        earlier.number,
        Reason.REOPENED,
        delay.firstArrival,
        delay.lowestDevice,
        delay.number);
    forget(true);
  }

  private Reason reason(Found found, @Nullable Segment earlier) {
    if (earlier != null) {
      return Reason.REOPENED;
    }
    boolean far = Math.abs(found.jump()) > Times.MAX_DELAY;
    return far && isAfterEpoch(found.x()) ? Reason.RESET : found.reason();
  }

  private boolean isAfterEpoch(long device) {
    for (long epoch : policy.defaultEpochs()) {
      if (device >= epoch && device < epoch + Times.MAX_DELAY) {
        return true;
      }
    }
    return false;
  }

  private void tell(
      Found found, int segment, Reason reason, long arrival, long device, int withdrawn) {
    sink.stepped(
        new Stepped(
            segment,
            found.jump(),
            reason,
            found.samples(),
            found.over(),
            arrival,
            device,
            found.received(),
            withdrawn));
  }

  /** What the old level taught does not hold; the rate does: the oscillator is the same. */
  private void forget(boolean knownLine) {
    envelope.supports = knownLine ? Envelope.ESTABLISHED : 0;
    envelope.established = knownLine;
    envelope.limit = knownLine ? -envelope.levels.big() : -Times.BIG;
    envelope.line.rho = Math.max(envelope.line.rho, RHO_AFTER);
    envelope.chain.forget();
    envelope.levels.forget();
  }

  private void begin(Found found) {
    envelope.line.hang(found.x(), found.y());
    envelope.bucket.only(found.x(), found.y(), found.received());
    envelope.rise.clear();
    envelope.fall.open = false;
    envelope.breach.open = false;
    envelope.hints.placePending = false;
    envelope.bin.samples = 0;
    envelope.bin.dueMicros = envelope.bucket.endMicros;
    envelope.support(found.x(), found.received(), found.firstArrival());
  }

  /** Makes the bucket's lowest point a knot. */
  void closeBucket() {
    Bucket bucket = envelope.bucket;
    if (bucket.bins == 0) {
      return;
    }
    bucket.bins = 0;
    Segment current = envelope.segments.current();
    Knots knots = envelope.knots;
    knots.add(bucket.x, bucket.y, envelope.line, current.path);
    RateFit.fit(knots, envelope.line, envelope.levels.sparse);
    knots.settle(envelope.line, current.number, sink);
    if (knots.movedMicros != 0 && envelope.trust.over) {
      settled(
          knots.movedMicros,
          knots.movedFrom == knots.oldest() ? Times.BEFORE_ALL : knots.x(knots.movedFrom - 1),
          current.firstArrival,
          bucket.endMicros - Bucket.LENGTH);
    }
  }

  /**
   * A line was hung lower: what was said of the samples since the last support was too late.
   *
   * @param residual of the sample that it hangs on now, by the line before
   */
  void lowered(long residual, long stated, long received) {
    if (envelope.trust.over && residual < -Math.max(stated, Times.SECOND)) {
      settled(residual, envelope.supportDevice, envelope.supportArrival + 1, received);
    }
  }

  private void settled(long moved, long firstDevice, long firstArrival, long received) {
    Segment current = envelope.segments.current();
    long lowest = current.number == 0 ? envelope.trust.firstDevice : current.lowestDevice;
    sink.rebased(
        new Rebased(
            current.number,
            moved,
            Evidence.SETTLED,
            Math.max(firstArrival, current.firstArrival),
            firstDevice == Times.BEFORE_ALL ? lowest : firstDevice,
            received));
  }

  /** From here on the model speaks. */
  void endTrust(Evidence evidence, long received) {
    envelope.trust.over = true;
    envelope.established =
        evidence == Evidence.LIVE_STRETCH
            || evidence == Evidence.THREE_UPLOADS
            || envelope.supports >= Envelope.ESTABLISHED;
    Segment current = envelope.segments.current();
    sink.rebased(
        new Rebased(
            current.number,
            envelope.line.at(envelope.lastDevice),
            evidence,
            envelope.trust.firstArrival,
            envelope.trust.firstDevice,
            received));
  }
}
