package io.zeitgeber.participant.clock;

import org.jspecify.annotations.Nullable;

/**
 * Trust until evidence: a record that arrives late and a clock that is behind look the same, so a
 * new device is believed until something cannot be a delay.
 */
final class Trust extends Part {
  /** Device time may run ahead by rounding and by a good clock's error; by more it is wrong. */
  private static final long AHEAD = Times.SECOND;

  private static final int AHEAD_RECORDS = 3;
  private static final int STRETCH_BINS = 24;
  private static final long STRETCH_SPAN = 2 * Times.MINUTE;
  private static final long TOGETHER = 10 * Times.SECOND;
  private static final int UPLOADS = 3;
  private static final long AGREE = Times.MINUTE;

  boolean over;

  /** Arrival and device time of the device's first record. */
  long firstArrival;

  long firstDevice;

  private int ahead;
  private int bins;
  private long stretchDevice;
  private long stretchReceived;
  private int uploads;
  private long uploadDevice;
  private long uploadOffset;

  /** Takes a record of the chain; whether it shows that device time runs ahead of received. */
  boolean runsAhead(long latest, long received) {
    ahead = latest - received > AHEAD ? ahead + 1 : 0;
    return ahead >= AHEAD_RECORDS;
  }

  /** Takes a bin; what it shows, if anything. */
  @Nullable Evidence bin(Bin bin, long silenceMicros) {
    if (silenceMicros > Times.SPARSE_GAP && upload(bin)) {
      return Evidence.THREE_UPLOADS;
    }
    long device = bin.x - stretchDevice;
    long received = bin.lastReceived - stretchReceived;
    if (bins == 0 || Math.abs(device - received) > TOGETHER + (received >> 4)) {
      bins = 0;
      stretchDevice = bin.x;
      stretchReceived = bin.lastReceived;
      received = 0;
    }
    bins++;
    return bins >= STRETCH_BINS && received >= STRETCH_SPAN ? Evidence.LIVE_STRETCH : null;
  }

  private boolean upload(Bin bin) {
    long apart = bin.y - uploadOffset - Q32.mul(Line.RHO_FIRST, Math.abs(bin.x - uploadDevice));
    if (uploads > 0 && apart > AGREE) {
      return false;
    }
    boolean agrees = bin.y - uploadOffset >= -AGREE;
    if (uploads == 0 || bin.y < uploadOffset) {
      uploadDevice = bin.x;
      uploadOffset = bin.y;
    }
    uploads = agrees ? uploads + 1 : 1;
    return uploads >= UPLOADS;
  }

  @Override
  void each(Fields fields) {
    over = fields.flag(over);
    firstArrival = fields.number(firstArrival);
    firstDevice = fields.number(firstDevice);
    ahead = fields.integer(ahead);
    bins = fields.integer(bins);
    stretchDevice = fields.number(stretchDevice);
    stretchReceived = fields.number(stretchReceived);
    uploads = fields.integer(uploads);
    uploadDevice = fields.number(uploadDevice);
    uploadOffset = fields.number(uploadOffset);
  }
}
