package io.zeitgeber.participant.clock;

/**
 * Reads offsets off an envelope: the current segment's curve, and the segment that a sample is of.
 */
final class Curve {
  private static final long COVER_SLACK = 5 * Times.SECOND;

  private final Envelope envelope;

  Curve(Envelope envelope) {
    this.envelope = envelope;
  }

  /**
   * The offset by the current segment: through its path, its knots and the anchor, continuous, with
   * slopes well below 1, so that corrected times keep their order.
   */
  long at(long device) {
    Line line = envelope.line;
    Knots knots = envelope.knots;
    Path path = envelope.segments.current().path;
    if (knots.count() > 0) {
      int newest = knots.newest();
      if (device >= knots.x(newest)) {
        return after(device, knots.x(newest), knots.offset(newest));
      }
      int oldest = knots.oldest();
      if (device >= knots.x(oldest)) {
        return within(device, newest, oldest);
      }
      return before(device, knots.x(oldest), knots.offset(oldest));
    }
    if (path.points() == 0) {
      return line.at(device);
    }
    return device >= path.lastX()
        ? after(device, path.lastX(), path.lastOffset())
        : path.at(device, line.rate);
  }

  private long after(long device, long x, long offset) {
    Line line = envelope.line;
    if (line.anchorDevice <= x) {
      return offset + Q32.mul(line.rate, device - x);
    }
    return device >= line.anchorDevice
        ? line.at(device)
        : Q32.between(device, x, offset, line.anchorDevice, line.anchorOffset);
  }

  private long within(long device, int newest, int oldest) {
    Knots knots = envelope.knots;
    int right = newest;
    while (right - 1 > oldest && knots.x(right - 1) > device) {
      right--;
    }
    return Q32.between(
        device, knots.x(right - 1), knots.offset(right - 1), knots.x(right), knots.offset(right));
  }

  private long before(long device, long x, long offset) {
    Path path = envelope.segments.current().path;
    long rate = envelope.line.rate;
    if (path.points() == 0) {
      return offset + Q32.mul(rate, device - x);
    }
    return device >= path.lastX()
        ? Q32.between(device, path.lastX(), path.lastOffset(), x, offset)
        : path.at(device, rate);
  }

  /**
   * The offset of an earlier arrival as known now: of the segments that cover it, the one that
   * needs the least delay.
   */
  long of(long device, long received, long arrival) {
    Segments segments = envelope.segments;
    long y = received - device;
    long best = 0;
    long least = Long.MAX_VALUE;
    for (int back = 0; back < segments.count(); back++) {
      Segment segment = segments.back(back);
      if (arrival < segment.firstArrival || !covers(segment, device, back == 0)) {
        continue;
      }
      long offset = back == 0 ? at(device) : segment.at(device);
      long delay = y - offset;
      if (delay >= -Times.BIG && delay <= Times.MAX_DELAY && delay < least) {
        least = delay;
        best = offset;
      }
    }
    return least < Long.MAX_VALUE ? best : nearest(device, y, arrival);
  }

  private static boolean covers(Segment segment, long device, boolean current) {
    return current
        ? device >= segment.lowestDevice - COVER_SLACK
        : segment.covers(device, COVER_SLACK);
  }

  private long nearest(long device, long y, long arrival) {
    Segments segments = envelope.segments;
    long best = 0;
    long least = Long.MAX_VALUE;
    for (int back = 0; back < segments.count(); back++) {
      Segment segment = segments.back(back);
      boolean oldest = back == segments.count() - 1;
      if (arrival < segment.firstArrival && !(oldest && least == Long.MAX_VALUE)) {
        continue;
      }
      long offset = back == 0 ? at(device) : segment.at(device);
      long away = Math.abs(y - offset);
      if (away < least) {
        least = away;
        best = offset;
      }
    }
    return best;
  }
}
