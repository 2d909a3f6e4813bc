package io.zeitgeber.participant.clock;

/**
 * Finds devices whose two stamps are one: equal to the millisecond in every record so far. Nothing
 * is learned from them, and after 100 records they are named, once.
 */
final class EqualStamps extends Part {
  static final int NAMED_AT = 100;

  private static final long MILLI_MICROS = 1_000;

  private int equal;
  private boolean differed;
  private boolean named;

  /** Whether a record has been seen whose stamps differ. */
  boolean differed() {
    return differed;
  }

  /** Takes the next record; whether the device is to be named now. */
  boolean take(long deviceMicros, long receivedMicros) {
    // A stamp of whole milliseconds may have been cut or rounded up.
    if (Math.abs(receivedMicros - deviceMicros) >= MILLI_MICROS) {
      differed = true;
      return false;
    }
    equal++;
    return equal == NAMED_AT && nameOnce();
  }

  /** Whether the device has not been named before; from now on it has. */
  boolean nameOnce() {
    boolean first = !named;
    named = true;
    return first;
  }

  @Override
  void each(Fields fields) {
    equal = fields.integer(equal);
    differed = fields.flag(differed);
    named = fields.flag(named);
  }
}
