package io.zeitgeber.participant.clock;

/** The confidence that was told last: worse is told at once, better when it has lasted a minute. */
final class Standing extends Part {
  private static final long LASTS = Times.MINUTE;

  Confidence told = Confidence.NONE;
  private boolean better;
  private long betterSince;

  /** Whether a confidence is to be told now. */
  boolean changes(Confidence now, long received) {
    if (now.compareTo(told) <= 0) {
      better = false;
      return now != told;
    }
    if (!better) {
      better = true;
      betterSince = received;
    }
    return told == Confidence.NONE || received - betterSince >= LASTS;
  }

  void told(Confidence now) {
    told = now;
    better = false;
  }

  @Override
  void each(Fields fields) {
    told = Confidence.of(fields.integer(told.code()));
    better = fields.flag(better);
    betterSince = fields.number(betterSince);
  }
}
