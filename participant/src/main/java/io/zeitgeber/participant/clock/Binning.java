package io.zeitgeber.participant.clock;

/**
 * Closes bins and buckets. When one closes is a function of what is in it, so that a tick shows
 * sooner what the next record would have shown, and changes nothing.
 */
final class Binning {
  private static final int WORTH_OF_UPLOAD = 8;

  private final Envelope envelope;
  private final Steps steps;
  private final ClockSink sink;
  private final long floorMaxMicros;

  Binning(Envelope envelope, Steps steps, ClockPolicy policy, ClockSink sink) {
    this.envelope = envelope;
    this.steps = steps;
    this.sink = sink;
    floorMaxMicros = policy.floorMaxMicros();
  }

  /** Closes what is due at a received time. */
  void close(long now) {
    Bin bin = envelope.bin;
    if (bin.samples > 0) {
      if (bin.isFlush() && now - bin.lastReceived <= Bin.LENGTH) {
        bin.dueMicros = bin.lastReceived + Bin.LENGTH + 1;
        return;
      }
      bin.samples = 0;
      take(bin);
      tellConfidence(bin.x, bin.lastReceived);
    }
    Bucket bucket = envelope.bucket;
    boolean mayClose = bucket.bins > 0 && !envelope.fall.open;
    if (mayClose && (envelope.levels.sparse || now >= bucket.endMicros)) {
      steps.closeBucket();
      mayClose = false;
    }
    bin.dueMicros = mayClose ? bucket.endMicros : Times.AFTER_ALL;
  }

  private void take(Bin bin) {
    Line line = envelope.line;
    long silence = bin.lastReceived - envelope.lastBinReceived;
    envelope.lastBinReceived = bin.lastReceived;
    envelope.levels.stamped(bin.x);
    envelope.levels.heard(silence);
    long residual = bin.y - line.at(bin.x);
    long slack = line.slack(bin.x);
    if (envelope.hints.lead(bin.lastReceived)) {
      lower(bin, residual, slack);
    } else if (!judged(bin, residual, slack)) {
      support(bin, residual, slack, silence);
    }
  }

  /** While hints lead, samples can only lower the line. */
  private void lower(Bin bin, long residual, long slack) {
    if (residual <= 0) {
      steps.lowered(
          residual,
          envelope.uncertainty(bin.x, bin.lastReceived, floorMaxMicros),
          bin.lastReceived);
      envelope.line.hang(bin.x, bin.y);
      envelope.bucket.only(bin.x, bin.y, bin.lastReceived);
      steps.closeBucket();
    }
    envelope.limit = envelope.established ? -Times.BIG - slack : -Times.MAX_DELAY;
  }

  /** Whether a candidate has taken the bin, so that it does not support the line. */
  private boolean judged(Bin bin, long residual, long slack) {
    Levels levels = envelope.levels;
    if (!envelope.established || residual <= levels.band + slack) {
      levels.support(bin.x, bin.y);
      if (!envelope.fall.open && levels.due()) {
        levels.measure(envelope.line);
      }
    }
    levels.setBand();
    envelope.limit = limit(slack);
    if (envelope.established && residual > levels.band + slack) {
      rises(bin, residual);
      return true;
    }
    envelope.rise.clear();
    return falls(bin, residual, slack);
  }

  private long limit(long slack) {
    if (envelope.established) {
      return -envelope.levels.big() - slack;
    }
    return envelope.young() ? -Times.BIG - slack : -Times.MAX_DELAY;
  }

  private void support(Bin bin, long residual, long slack, long silence) {
    if (residual < -Times.SECOND && !envelope.fall.open) {
      steps.lowered(
          residual,
          envelope.uncertainty(bin.x, bin.lastReceived, floorMaxMicros),
          bin.lastReceived);
    }
    boolean first = envelope.supports == 0 && envelope.segments.opened() == 1;
    envelope.supported(first || silence > Times.SPARSE_GAP ? WORTH_OF_UPLOAD : 1);
    envelope.support(bin.x, bin.lastReceived, bin.lastArrival);
    envelope.chain.forgetBefore(bin.lastArrival);
    if (residual <= slack) {
      envelope.line.hang(bin.x, bin.y);
    }
    envelope.bucket.take(bin.x, bin.y, bin.lastReceived, envelope.line.rate);
    if (!envelope.trust.over) {
      Evidence evidence = envelope.trust.bin(bin, first ? Times.AFTER_ALL : silence);
      if (evidence != null) {
        steps.endTrust(evidence, bin.lastReceived);
      }
    }
  }

  private void rises(Bin bin, long residual) {
    Rise rise = envelope.rise;
    Levels levels = envelope.levels;
    if (envelope.fall.open && envelope.fall.refuted(bin, envelope.line, levels)) {
      envelope.fall.undo(envelope.line, envelope.bucket);
      levels.forget();
      rise.clear();
      return;
    }
    rise.take(bin, residual, levels, envelope.line, envelope.segments.current().highestDevice);
    int place = envelope.chain.matching(-rise.least, false, envelope.supportArrival);
    if (!rise.confirmed(levels, bin.lastReceived, place >= 0)) {
      return;
    }
    long arrival = rise.firstArrival;
    long lowest = rise.lowestDevice;
    if (place >= 0 && envelope.chain.arrival(place) <= arrival) {
      arrival = envelope.chain.arrival(place);
      lowest = Math.min(lowest, envelope.chain.after(place));
    } else if (rise.began - envelope.supportReceived < 10 * Times.MINUTE) {
      arrival = envelope.supportArrival + 1;
      lowest = Math.min(lowest, envelope.supportDevice - rise.least);
    }
    boolean creeps = rise.leastBefore != Long.MAX_VALUE && rise.leastBefore * 2 > rise.least;
    steps.open(
        new Steps.Found(
            Reason.UP,
            rise.x,
            rise.y,
            creeps ? 0 : rise.least,
            rise.x - envelope.supportDevice,
            arrival,
            lowest,
            rise.bins,
            rise.spanMicros(bin.lastReceived),
            bin.lastReceived,
            rise.maybeDelay(levels, place >= 0)));
  }

  private boolean falls(Bin bin, long residual, long slack) {
    Fall fall = envelope.fall;
    Levels levels = envelope.levels;
    if (!fall.open) {
      int needed = levels.sparse ? Fall.SUPPORTS_SPARSE : Fall.SUPPORTS;
      if (envelope.established
          && envelope.supports >= needed
          && residual < -levels.down() - slack) {
        fall.begin(bin, bin.x - envelope.supportDevice, envelope.line, envelope.bucket);
      }
      return false;
    }
    if (!fall.take(residual, levels)) {
      return false;
    }
    Line line = envelope.line;
    long x = line.anchorDevice;
    long y = line.anchorOffset;
    long jump = fall.jump(line);
    fall.undo(line, envelope.bucket);
    steps.open(
        new Steps.Found(
            Reason.DOWN,
            x,
            y,
            jump,
            fall.silence,
            fall.firstArrival,
            fall.device - 1,
            fall.bins(),
            fall.spanMicros(bin.lastReceived),
            bin.lastReceived,
            false));
    return true;
  }

  /** Tells the confidence if it is another. */
  void tellConfidence(long device, long received) {
    Confidence now = envelope.confidence(device, received, floorMaxMicros);
    Standing standing = envelope.standing;
    if (standing.changes(now, received)) {
      long uncertainty =
          now == Confidence.NONE
              ? DeviceClock.NO_UNCERTAINTY
              : envelope.uncertainty(device, received, floorMaxMicros);
      sink.confidenceChanged(new ConfidenceChange(standing.told, now, uncertainty, received));
      standing.told(now);
    }
  }
}
