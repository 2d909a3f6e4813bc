package io.zeitgeber.participant.clock;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;

/**
 * Finds devices whose two stamps are one: equal to the millisecond in every record so far. Nothing
 * is learned from them, and after 100 records they are named, once.
 */
final class EqualStamps {
  static final int NAMED_AT = 100;

  private static final long MILLI_MICROS = 1_000;

  private int equal;
  private boolean differed;
  private boolean named;

  EqualStamps copy() {
    EqualStamps copy = new EqualStamps();
    copy.equal = equal;
    copy.differed = differed;
    copy.named = named;
    return copy;
  }

  /** Whether a record has been seen whose stamps differ. */
  boolean differed() {
    return differed;
  }

  /** Takes the next record; whether the device is to be named now. */
  boolean take(long deviceMicros, long receivedMicros) {
    if (Math.floorDiv(deviceMicros, MILLI_MICROS) != Math.floorDiv(receivedMicros, MILLI_MICROS)) {
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

  void write(CanonicalWriter to) {
    to.number(equal).flag(differed).flag(named);
  }

  static EqualStamps read(CanonicalReader from) {
    EqualStamps read = new EqualStamps();
    read.equal = from.integer();
    read.differed = from.flag();
    read.named = from.flag();
    return read;
  }
}
