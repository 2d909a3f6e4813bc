package io.zeitgeber.participant.clock;

/** A quarter of an hour of supporting bins: the lowest of them becomes a knot. */
final class Bucket extends Part {
  static final long LENGTH = 15 * Times.MINUTE;

  int bins;
  long x;
  long y;
  long endMicros;

  /** Takes a supporting bin. */
  void take(long device, long offset, long received, long rate) {
    if (bins == 0) {
      endMicros = received + LENGTH;
    }
    if (bins == 0 || (offset - y) - Q32.mul(rate, device - x) < 0) {
      x = device;
      y = offset;
    }
    bins++;
  }

  /** Holds nothing but the given point. */
  void only(long device, long offset, long received) {
    bins = 1;
    x = device;
    y = offset;
    endMicros = received + LENGTH;
  }

  @Override
  void each(Fields fields) {
    bins = fields.integer(bins);
    x = fields.number(x);
    y = fields.number(y);
    endMicros = fields.number(endMicros);
  }
}
