package io.zeitgeber.participant.clock;

/**
 * Five seconds of received time, or one flush: the sample with the least delay, and how far device
 * time went meanwhile.
 */
final class Bin extends Part {
  static final long LENGTH = 5 * Times.SECOND;

  /** Device time at so many times the pace of received time is a flush. */
  private static final long FLUSH_PACE = 8;

  /** When something is due: the end of the bin, or, while it is empty, that of the bucket. */
  long dueMicros = Times.AFTER_ALL;

  int samples;
  long x;
  long y;
  private long least;
  private long firstReceived;
  long lastReceived;
  long firstArrival;
  long lastArrival;
  private long lowestDevice;
  private long highestDevice;

  /** Takes a record whose freshest sample lies {@code residual} above the line. */
  void take(long earliest, long latest, long received, long arrival, long residual) {
    if (samples == 0) {
      begin(earliest, latest, received, arrival, residual);
    } else if (residual < least) {
      least = residual;
      x = latest;
      y = received - latest;
    }
    samples++;
    lastReceived = received;
    lastArrival = arrival;
    if (latest > highestDevice) {
      highestDevice = latest;
    }
  }

  private void begin(long earliest, long latest, long received, long arrival, long residual) {
    least = residual;
    x = latest;
    y = received - latest;
    firstReceived = received;
    firstArrival = arrival;
    lowestDevice = earliest;
    highestDevice = latest;
    dueMicros = received + LENGTH;
  }

  /** Whether it is a flush: device time runs much faster than received time. */
  boolean isFlush() {
    return highestDevice - lowestDevice
        > FLUSH_PACE * (lastReceived - firstReceived) + Times.MINUTE;
  }

  @Override
  void each(Fields fields) {
    dueMicros = fields.number(dueMicros);
    samples = fields.integer(samples);
    x = fields.number(x);
    y = fields.number(y);
    least = fields.number(least);
    firstReceived = fields.number(firstReceived);
    lastReceived = fields.number(lastReceived);
    firstArrival = fields.number(firstArrival);
    lastArrival = fields.number(lastArrival);
    lowestDevice = fields.number(lowestDevice);
    highestDevice = fields.number(highestDevice);
  }
}
