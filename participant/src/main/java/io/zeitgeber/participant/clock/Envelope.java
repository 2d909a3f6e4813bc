package io.zeitgeber.participant.clock;

/**
 * Everything that is known of one device's clock.
 *
 * <p>The offset is the lower envelope of {@code received − device}. Five-second {@link Bin}s keep
 * the sample with the least delay; the lowest of a quarter of an hour is a knot of {@link Knots};
 * the lower hull of the knots gives the rate ({@link RateFit}) and the drift cone the offset
 * ({@link Line}). Three candidates watch for a clock that was set: {@link Rise}, {@link Fall} and
 * {@link Breach}; what they find opens a {@link Segment}.
 */
final class Envelope extends Part {
  /** Supports that establish a line. */
  static final int ESTABLISHED = 24;

  private static final int GOOD_SUPPORTS = 120;

  /** What an upload's own latency may add where no hint says when it was sent. */
  private static final long UPLOAD_LATENCY = 10 * Times.SECOND;

  EqualStamps equalStamps = new EqualStamps();
  Trust trust = new Trust();
  Line line = new Line();
  Bin bin = new Bin();
  Bucket bucket = new Bucket();
  Levels levels = new Levels();
  Knots knots = new Knots();
  Chain chain = new Chain();
  Rise rise = new Rise();
  Fall fall = new Fall();
  Breach breach = new Breach();
  Hints hints = new Hints();
  Segments segments = new Segments();
  Standing standing = new Standing();

  boolean started;
  boolean established;

  /** Residuals below it break causality. As of the last bin. */
  long limit = -Times.MAX_DELAY;

  int supports;
  long supportDevice;
  long supportReceived;
  long supportArrival;
  long lastBinReceived;
  long lastDevice;

  /** A copy that may change. */
  Envelope fork() {
    Envelope copy = copy(this);
    copy.equalStamps = copy(equalStamps);
    copy.trust = copy(trust);
    copy.line = copy(line);
    copy.bin = copy(bin);
    copy.bucket = copy(bucket);
    copy.levels = copy(levels);
    copy.knots = copy(knots);
    copy.chain = copy(chain);
    copy.rise = copy(rise);
    copy.fall = copy(fall);
    copy.breach = copy(breach);
    copy.hints = copy(hints);
    copy.segments = segments.fork();
    copy.standing = copy(standing);
    return copy;
  }

  void start(long latest, long received, long arrival) {
    started = true;
    segments.open(Segment.opened(0, arrival, Times.BEFORE_ALL, latest));
    trust.firstArrival = arrival;
    trust.firstDevice = latest;
    line.hang(latest, received - latest);
    chain.begin(latest, received);
    lastBinReceived = received;
    lastDevice = latest;
    support(latest, received, arrival);
  }

  void support(long device, long received, long arrival) {
    supportDevice = device;
    supportReceived = received;
    supportArrival = arrival;
  }

  /** Adds to the supports, which at last establish the line. */
  void supported(int more) {
    supports = Math.min(supports + more, 1 << 20);
    established |= trust.over && supports >= ESTABLISHED;
  }

  /** A segment after the first, too young for its line to be established. */
  boolean young() {
    return !established && segments.opened() > 1;
  }

  Confidence confidence(long device, long received, long floorMaxMicros) {
    if (!started || !trust.over) {
      return Confidence.NONE;
    }
    if (!established
        || breach.open
        || fall.open
        || hints.doubt
        || hints.placePending
        || rise.doubtful()) {
      return Confidence.SUSPECT;
    }
    boolean known = hints.lead(received) || (!levels.sparse && supports >= GOOD_SUPPORTS);
    return known && uncertainty(device, received, floorMaxMicros) <= Times.SECOND
        ? Confidence.GOOD
        : Confidence.COARSE;
  }

  /** Half the width of the interval in which the true time lies, at a device time. */
  long uncertainty(long device, long received, long floorMaxMicros) {
    long away = Math.abs(device - line.anchorDevice);
    if (away > Bucket.LENGTH) {
      for (int knot = knots.newest(); knot >= knots.oldest(); knot--) {
        away = Math.min(away, Math.abs(device - knots.x(knot)));
      }
    }
    long known = floorMaxMicros + levels.quantum + 2 * knots.excess + Q32.mul(line.rho, away);
    return levels.sparse && !hints.lead(received)
        ? known + 2 * levels.scatter + UPLOAD_LATENCY
        : known;
  }

  @Override
  void each(Fields fields) {
    equalStamps.each(fields);
    started = fields.flag(started);
    if (!started) {
      return;
    }
    trust.each(fields);
    line.each(fields);
    bin.each(fields);
    bucket.each(fields);
    levels.each(fields);
    knots.each(fields);
    chain.each(fields);
    rise.each(fields);
    fall.each(fields);
    breach.each(fields);
    hints.each(fields);
    segments.each(fields);
    standing.each(fields);
    established = fields.flag(established);
    limit = fields.number(limit);
    supports = fields.integer(supports);
    supportDevice = fields.number(supportDevice);
    supportReceived = fields.number(supportReceived);
    supportArrival = fields.number(supportArrival);
    lastBinReceived = fields.number(lastBinReceived);
    lastDevice = fields.number(lastDevice);
  }
}
