package io.zeitgeber.participant.clock;

/** Spans that several parts of the model share, in microseconds. */
final class Times {
  static final long MILLI = 1_000;
  static final long SECOND = 1_000_000;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  /** Readings wait on phones for weeks; what is older is another clock. */
  static final long MAX_DELAY = 45 * DAY;

  /** A flush or a device: what is silent for longer than this uploads rather than streams. */
  static final long SPARSE_GAP = 10 * MINUTE;

  /** Device times nearer than this follow each other. */
  static final long CHAIN_GAP = 2 * MINUTE;

  /** A sample may break causality by so much before it speaks against an established line. */
  static final long BIG = 2 * SECOND;

  /** Below every time that can be, without overflow in sums. */
  static final long BEFORE_ALL = Long.MIN_VALUE / 4;

  static final long AFTER_ALL = Long.MAX_VALUE / 4;

  private Times() {}
}
