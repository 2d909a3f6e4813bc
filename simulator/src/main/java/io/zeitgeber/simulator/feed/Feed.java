package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.Progress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something to be fed: records in the order in which they are received. */
interface Feed {

  /** What is to be known before anything is sent: how much, who, and since when. */
  void prepare();

  /** How many records there will be; {@link Progress#UNKNOWN} for live input. */
  long total();

  /** The stamp of the earliest record, in epoch milliseconds; null where there is none yet. */
  @Nullable Long earliestMillis();

  /** The enrolments that go before; empty where participants enrol themselves. */
  List<Enrolling> enrolments();

  /** Hands out the records until there are no more, or the outlet has had enough. */
  void play(Outlet outlet);

  /** How many local times could have been two instants, and how many none. */
  default long[] ambiguousAndMissing() {
    return new long[2];
  }

  /** An enrolment and when it is received. */
  record Enrolling(String participant, long stampMillis, Bytes value) {}

  /** Bytes as a component of a record. */
  final class Bytes {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The bytes themselves. */
    byte[] array() {
      return bytes;
    }
  }

  /** Takes records. */
  interface Outlet {
    /**
     * One record.
     *
     * @param dueMillis when it is due, never going back; the stamp may
     * @param participant null where the record names none
     * @param key its bytes
     * @return whether to go on
     */
    boolean take(
        long dueMillis,
        long stampMillis,
        String channel,
        @Nullable String participant,
        byte @Nullable [] key,
        byte[] value);
  }
}
