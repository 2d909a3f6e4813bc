package io.zeitgeber.participant.clock;

import java.util.Arrays;

/**
 * The continuity of device time in the order of arrival, and the last discontinuities: where a step
 * inside a flush took place. Isolated records beside the chain (late duplicates, corrupt stamps)
 * carry no timing evidence; a new chain is taken up with its third record. Of two streams that
 * arrive side by side (a queue that drains while new data come) the fresher one is the chain.
 */
final class Chain extends Part {
  private static final int ROOM = 16;
  private static final int TAKEN_UP = 3;

  /** A recorded jump explains a step of device time that lies below it by no more, */
  private static final long MATCH = Times.MINUTE;

  /** nor above it by more: time passed between the two records, minutes on a phone at rest. */
  private static final long MATCH_AFTER = 4 * Times.MINUTE;

  private long device;
  private long received;
  private int beside;
  private long besideFirst;
  private long besideLast;
  private long besideArrival;

  private long[] jumps = {};
  private long[] afters = {};
  private long[] arrivals = {};
  private int recorded;

  /** The last record took up a new chain. */
  boolean jumped;

  void begin(long latest, long receivedMicros) {
    device = latest;
    received = receivedMicros;
  }

  /** Whether a record is of the chain, going on from it or taking up a new one. */
  boolean follows(long earliest, long latest, long receivedMicros, long arrival) {
    long apart = earliest - device;
    if (apart > Times.CHAIN_GAP || apart < -Times.CHAIN_GAP) {
      // Both clocks may have advanced together: a pause, not a jump.
      long drift = apart - (receivedMicros - received);
      if (drift > Times.CHAIN_GAP || drift < -Times.CHAIN_GAP) {
        return takenUp(earliest, latest, receivedMicros, arrival);
      }
    }
    device = latest;
    received = receivedMicros;
    jumped = false;
    if (besideLast < latest) {
      beside = 0;
    }
    return true;
  }

  private boolean takenUp(long earliest, long latest, long receivedMicros, long arrival) {
    long apart = earliest - besideLast;
    if (beside == 0 || apart > Times.CHAIN_GAP || apart < -Times.CHAIN_GAP) {
      beside = 1;
      besideFirst = earliest;
      besideLast = latest;
      besideArrival = arrival;
      return false;
    }
    besideLast = latest;
    beside++;
    if (beside < TAKEN_UP) {
      return false;
    }
    record();
    jumped = true;
    device = latest;
    received = receivedMicros;
    beside = 0;
    return true;
  }

  /** When there is no room the smallest jump goes: chunks that overtook each other make many. */
  private void record() {
    own();
    if (recorded == ROOM) {
      drop(smallest());
    }
    jumps[recorded] = besideFirst - device;
    afters[recorded] = besideFirst;
    arrivals[recorded] = besideArrival;
    recorded++;
  }

  private void own() {
    if (mustCopy() || recorded == jumps.length) {
      int length = Math.min(ROOM, Math.max(jumps.length, recorded + 2));
      jumps = Arrays.copyOf(jumps, length);
      afters = Arrays.copyOf(afters, length);
      arrivals = Arrays.copyOf(arrivals, length);
    }
  }

  private int smallest() {
    int best = 0;
    for (int at = 1; at < recorded; at++) {
      if (Math.abs(jumps[at]) < Math.abs(jumps[best])) {
        best = at;
      }
    }
    return best;
  }

  private void drop(int at) {
    recorded--;
    for (long[] column : new long[][] {jumps, afters, arrivals}) {
      System.arraycopy(column, at + 1, column, at, recorded - at);
    }
  }

  /** The newest discontinuity; −1 if there is none. */
  int newest() {
    return recorded - 1;
  }

  /** By how much device time jumped. */
  long jump(int at) {
    return jumps[at];
  }

  /** Device time after a discontinuity. */
  long after(int at) {
    return afters[at];
  }

  /** Arrival of the first record after a discontinuity. */
  long arrival(int at) {
    return arrivals[at];
  }

  /** Whether the newest discontinuity is a step; a nearer one may come, so it has to be near. */
  boolean newestIs(long step) {
    return recorded > 0 && Math.abs(jumps[recorded - 1] - step) < MATCH;
  }

  /**
   * The discontinuity since an arrival whose size comes nearest to a jump of device time; −1 if
   * none is near it.
   *
   * @param lowerBound inside a flush a forward step is seen less the time that passed: then the
   *     largest forward one that is no smaller than the jump
   */
  int matching(long jump, boolean lowerBound, long sinceArrival) {
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int at = recorded - 1; at >= 0 && arrivals[at] >= sinceArrival; at--) {
      if (!lowerBound || jump < 0) {
        long off = jumps[at] - jump;
        if (off > -MATCH && off < MATCH_AFTER && Math.abs(off) < least) {
          least = Math.abs(off);
          best = at;
        }
      } else if (jumps[at] > jump - MATCH && (best < 0 || jumps[at] > jumps[best])) {
        best = at;
      }
    }
    return best;
  }

  /** Forgets the discontinuities if all came before an arrival: they explain nothing after it. */
  void forgetBefore(long arrival) {
    if (recorded > 0 && arrivals[recorded - 1] < arrival) {
      recorded = 0;
    }
  }

  void forget() {
    recorded = 0;
  }

  @Override
  void each(Fields fields) {
    device = fields.number(device);
    received = fields.number(received);
    beside = fields.integer(beside);
    besideFirst = fields.number(besideFirst);
    besideLast = fields.number(besideLast);
    besideArrival = fields.number(besideArrival);
    jumped = fields.flag(jumped);
    recorded = fields.integer(recorded);
    if (recorded < 0 || recorded > ROOM) {
      throw new IllegalArgumentException("more discontinuities than there may be");
    }
    if (jumps.length < recorded) {
      jumps = new long[recorded];
      afters = new long[recorded];
      arrivals = new long[recorded];
    }
    jumps = fields.numbers(jumps, recorded);
    afters = fields.numbers(afters, recorded);
    arrivals = fields.numbers(arrivals, recorded);
  }
}
