package io.zeitgeber.participant.clock;

import org.jspecify.annotations.Nullable;

/**
 * Takes records as they arrive. Nearly every one lies between the limit of causality and the
 * longest delay, and only may lower its bin; the rest is decided here.
 */
final class Arriving {
  /** Older than the anchor by more, and the knots are asked rather than the line. */
  static final long OLD = 10 * Times.MINUTE;

  /** How the samples of the last record are corrected; one way for all, so that they keep order. */
  enum Way {
    TRUST,
    LINE,
    CURVE,
    SEGMENT,
    BREACH
  }

  private final Envelope envelope;
  private final Steps steps;
  private final SentAt sentAt;
  private final Curve curve;
  private Way way = Way.TRUST;
  private @Nullable Segment explaining;

  Arriving(Envelope envelope, Steps steps, SentAt sentAt) {
    this.envelope = envelope;
    this.steps = steps;
    this.sentAt = sentAt;
    curve = new Curve(envelope);
  }

  void take(long earliest, long latest, long received, long arrival) {
    Envelope now = envelope;
    boolean onChain = now.chain.follows(earliest, latest, received, arrival);
    if (onChain && now.chain.jumped) {
      sentAt.jumped(received);
    }
    now.lastDevice = latest;
    Line line = now.line;
    long residual = received - latest - line.at(latest);
    if (residual < now.limit
        || residual > Times.MAX_DELAY
        || earliest - line.anchorDevice < -OLD
        || now.breach.open
        || now.hints.placePending) {
      decide(earliest, latest, received, arrival, residual, onChain);
    } else {
      if (onChain) {
        support(earliest, latest, received, arrival, residual);
      }
      way = Way.LINE;
    }
    if (!now.trust.over) {
      trusting(latest, received, onChain);
    }
  }

  private void support(long earliest, long latest, long received, long arrival, long residual) {
    envelope.bin.take(earliest, latest, received, arrival, residual);
    Segment current = envelope.segments.current();
    if (latest > current.highestDevice) {
      current.highestDevice = latest;
    }
  }

  private void trusting(long latest, long received, boolean onChain) {
    if (onChain && envelope.trust.runsAhead(latest, received)) {
      steps.endTrust(Evidence.AHEAD, received);
      way = Way.LINE;
    } else {
      way = Way.TRUST;
    }
  }

  private void decide(
      long earliest, long latest, long received, long arrival, long residual, boolean onChain) {
    if (envelope.hints.placePending
        && isBeforePlace(earliest, latest, received, arrival, residual)) {
      return;
    }
    long slack = envelope.line.slack(latest);
    boolean low = residual < lowest() - slack;
    if (low || Math.abs(residual) > Times.MAX_DELAY) {
      broken(earliest, latest, received, arrival, residual, low);
      return;
    }
    if (envelope.breach.open && residual <= envelope.levels.band + slack) {
      envelope.breach.vote();
    }
    if (onChain) {
      support(earliest, latest, received, arrival, residual);
    }
    way = earliest - envelope.line.anchorDevice < -OLD ? ofOld(latest, received) : Way.LINE;
  }

  private long lowest() {
    if (envelope.established) {
      return -envelope.levels.big();
    }
    return envelope.young() ? -Times.BIG : Times.BEFORE_ALL;
  }

  /** Between a step that a hint showed and its place, samples are still of the segment before. */
  private boolean isBeforePlace(
      long earliest, long latest, long received, long arrival, long residual) {
    Segment before = envelope.segments.back(1);
    boolean isBefore =
        received - latest - before.at(latest) >= -Times.BIG
            && latest < envelope.line.anchorDevice - Times.CHAIN_GAP;
    if (isBefore) {
      support(earliest, latest, received, arrival, Math.max(residual, 0));
      explaining = before;
      way = Way.SEGMENT;
    }
    return isBefore;
  }

  private void broken(
      long earliest, long latest, long received, long arrival, long residual, boolean low) {
    explaining = envelope.segments.explaining(latest, received - latest);
    boolean explained = explaining != null;
    if (!explained && low && isBetterDelay(latest, received, residual)) {
      support(earliest, latest, received, arrival, residual);
      way = Way.LINE;
      return;
    }
    Breach breach = envelope.breach;
    Levels levels = envelope.levels;
    breach.take(
        earliest,
        latest,
        received,
        arrival,
        new Breach.Known(explained, envelope.line.rate, levels.near(), levels.big()));
    way = explained ? Way.SEGMENT : Way.BREACH;
    if (breach.confirmed(explained, received)) {
      open(breach, explained, received);
      envelope.chain.begin(latest, received);
      way = Way.LINE;
    }
  }

  /** A young line may yet be lowered, unless it was a delay and the line before it goes on. */
  private boolean isBetterDelay(long latest, long received, long residual) {
    return !envelope.established
        && residual >= -Times.MAX_DELAY
        && !(envelope.segments.current().maybeDelay
            && envelope.segments.through(
                    latest, received - latest, envelope.line, envelope.levels.band)
                != null);
  }

  private void open(Breach breach, boolean explained, long received) {
    long jump = breach.anchorOffset - envelope.line.at(breach.anchorDevice);
    long arrival = breach.firstArrival;
    long lowest = breach.lowestDevice;
    int place = envelope.chain.matching(-jump, true, envelope.supportArrival);
    if (place >= 0 && envelope.chain.arrival(place) <= arrival) {
      arrival = envelope.chain.arrival(place);
      lowest = Math.min(lowest, envelope.chain.after(place));
    }
    steps.open(
        new Steps.Found(
            explained ? Reason.FLAT : Reason.BIG,
            breach.anchorDevice,
            breach.anchorOffset,
            jump,
            breach.anchorDevice - envelope.supportDevice,
            arrival,
            lowest,
            breach.stamps,
            breach.spanMicros(received),
            received,
            false));
  }

  private Way ofOld(long latest, long received) {
    boolean earlier =
        envelope.segments.opened() > 1
            && latest < envelope.segments.current().lowestDevice - Times.MINUTE;
    explaining = earlier ? envelope.segments.explaining(latest, received - latest) : null;
    return explaining == null ? Way.CURVE : Way.SEGMENT;
  }

  /** The offset of a sample of the last record. */
  long offset(long device) {
    return switch (way) {
      case TRUST -> 0;
      case LINE -> envelope.line.at(device);
      case CURVE -> curve.at(device);
      case SEGMENT -> explaining == null ? 0 : explaining.at(device);
      case BREACH -> envelope.breach.at(device, envelope.line.rate);
    };
  }
}
