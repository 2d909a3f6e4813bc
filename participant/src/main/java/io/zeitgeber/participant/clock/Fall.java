package io.zeitgeber.participant.clock;

/**
 * A candidate for a clock set a little forward: bins below the line, which a lucky sample would
 * explain as well. The line follows at once; whether that was a step shows when the bins after it
 * stay near the lower level.
 */
final class Fall extends Part {
  private static final int WINDOW = 16;
  private static final int WINDOW_SPARSE = 4;
  private static final int WINDOWS = 8;
  private static final int REFUTED = 8;

  /** Supports that the line must have before a fall can be a step. */
  static final int SUPPORTS = 480;

  static final int SUPPORTS_SPARSE = 64;

  boolean open;
  private int bins;
  private int inWindow;
  private int near;
  private int onOldLine;
  long firstArrival;
  long device;
  long silence;
  private long since;
  private long oldAnchorDevice;
  private long oldAnchorOffset;
  private int bucketBins;
  private long bucketX;
  private long bucketY;
  private long bucketEnd;

  /** Begins with a bin below the line, and remembers the line and the bucket as they were. */
  void begin(Bin bin, long silenceMicros, Line line, Bucket bucket) {
    open = true;
    bins = 1;
    inWindow = 1;
    near = 1;
    onOldLine = 0;
    firstArrival = bin.firstArrival;
    device = bin.x;
    since = bin.lastReceived;
    silence = silenceMicros;
    oldAnchorDevice = line.anchorDevice;
    oldAnchorOffset = line.anchorOffset;
    bucketBins = bucket.bins;
    bucketX = bucket.x;
    bucketY = bucket.y;
    bucketEnd = bucket.endMicros;
  }

  /** Takes the next bin; whether the lower level is sustained. */
  boolean take(long residual, Levels levels) {
    int window = levels.sparse ? WINDOW_SPARSE : WINDOW;
    bins++;
    inWindow++;
    if (residual <= levels.near()) {
      near++;
    }
    if (inWindow < window) {
      return false;
    }
    if (near * 2 >= inWindow) {
      return true;
    }
    inWindow = 0;
    near = 0;
    open = bins < WINDOWS * window;
    return false;
  }

  /** By how much the line has come down since. */
  long jump(Line line) {
    long before = oldAnchorOffset + Q32.mul(line.rate, line.anchorDevice - oldAnchorDevice);
    return line.anchorOffset - before;
  }

  /** Puts the line and the bucket back as they were before. */
  void undo(Line line, Bucket bucket) {
    line.hang(oldAnchorDevice, oldAnchorOffset);
    bucket.bins = bucketBins;
    bucket.x = bucketX;
    bucket.y = bucketY;
    bucket.endMicros = bucketEnd;
    open = false;
  }

  /**
   * Takes a bin far above the lowered line; whether enough of them lie on the old line: then what
   * lowered it was a wrong stamp.
   */
  boolean refuted(Bin bin, Line line, Levels levels) {
    long old = oldAnchorOffset + Q32.mul(line.rate, bin.x - oldAnchorDevice);
    if (Math.abs(bin.y - old) <= levels.band) {
      onOldLine++;
    }
    return onOldLine >= REFUTED;
  }

  int bins() {
    return bins;
  }

  long spanMicros(long received) {
    return received - since;
  }

  @Override
  void each(Fields fields) {
    open = fields.flag(open);
    bins = fields.integer(bins);
    inWindow = fields.integer(inWindow);
    near = fields.integer(near);
    onOldLine = fields.integer(onOldLine);
    firstArrival = fields.number(firstArrival);
    device = fields.number(device);
    silence = fields.number(silence);
    since = fields.number(since);
    oldAnchorDevice = fields.number(oldAnchorDevice);
    oldAnchorOffset = fields.number(oldAnchorOffset);
    bucketBins = fields.integer(bucketBins);
    bucketX = fields.number(bucketX);
    bucketY = fields.number(bucketY);
    bucketEnd = fields.number(bucketEnd);
  }
}
