package io.zeitgeber.participant.clock;

/**
 * A stretch in which the device's clock was not set: arrivals and device times that one line
 * explains.
 */
final class Segment extends Part {
  /** Points that are kept of a segment's path when it is over. */
  private static final int KEPT = 6;

  int number;
  long firstArrival;
  long lowestDevice = Times.BEFORE_ALL;
  long highestDevice;

  /** Opened by a rise that a delay would explain as well. */
  boolean maybeDelay;

  /** Had supports enough when it ended. */
  boolean established;

  private long lowered;
  private long rate;
  private long anchorDevice;
  private long anchorOffset;
  Path path = new Path();

  static Segment opened(int number, long firstArrival, long lowestDevice, long highestDevice) {
    Segment segment = new Segment();
    segment.number = number;
    segment.firstArrival = firstArrival;
    segment.lowestDevice = lowestDevice;
    segment.highestDevice = highestDevice;
    return segment;
  }

  /** Keeps the line as it stands. */
  void end(Line line, boolean isEstablished) {
    rate = line.rate;
    anchorDevice = line.anchorDevice;
    anchorOffset = line.anchorOffset;
    established = isEstablished;
    path.thin(KEPT);
  }

  boolean covers(long device, long slack) {
    return device >= lowestDevice - slack && device <= highestDevice + slack;
  }

  /** The offset of a segment that has ended. */
  long at(long device) {
    long offset =
        path.points() == 0
            ? anchorOffset + Q32.mul(rate, device - anchorDevice)
            : path.at(device, rate);
    return lowered + offset;
  }

  /** Lowers a line that was seen through late samples only. */
  void lower(long byMicros) {
    lowered += byMicros;
  }

  /** A copy with the path of its own. */
  Segment fork() {
    Segment copy = copy(this);
    copy.path = copy(path);
    return copy;
  }

  @Override
  void each(Fields fields) {
    number = fields.integer(number);
    firstArrival = fields.number(firstArrival);
    lowestDevice = fields.number(lowestDevice);
    highestDevice = fields.number(highestDevice);
    maybeDelay = fields.flag(maybeDelay);
    established = fields.flag(established);
    lowered = fields.number(lowered);
    rate = fields.number(rate);
    anchorDevice = fields.number(anchorDevice);
    anchorOffset = fields.number(anchorOffset);
    path.each(fields);
  }
}
