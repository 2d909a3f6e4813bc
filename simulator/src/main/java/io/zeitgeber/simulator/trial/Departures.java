package io.zeitgeber.simulator.trial;

import io.zeitgeber.simulator.device.Records;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Lets records leave in order of received time; equal times as they were made. */
final class Departures {
  private final Records records;
  private long[] keys = new long[1024];

  Departures(Records records) {
    this.records = records;
  }

  /**
   * Lets those go that are received before a time, and forgets them.
   *
   * @param each takes a row; false ends it
   * @return whether all of them went
   */
  boolean until(long beforeMillis, IntPredicate each) {
    int due = due(beforeMillis);
    long earliest = earliest(beforeMillis);
    for (int i = 0; i < due; i++) {
      int row = (int) keys[i];
      keys[i] = (records.receivedMillis(row) - earliest) << 28 | row;
    }
    Arrays.parallelSort(keys, 0, due);
    for (int i = 0; i < due; i++) {
      if (!each.test((int) (keys[i] & ((1 << 28) - 1)))) {
        return false;
      }
    }
    records.keepFrom(beforeMillis);
    return true;
  }

  /** Collects the rows that are due. */
  private int due(long beforeMillis) {
    int due = 0;
    for (int row = 0; row < records.size(); row++) {
      if (records.receivedMillis(row) < beforeMillis) {
        if (due == keys.length) {
          keys = Arrays.copyOf(keys, due * 2);
        }
        keys[due++] = row;
      }
    }
    return due;
  }

  private long earliest(long beforeMillis) {
    long earliest = Long.MAX_VALUE;
    for (int row = 0; row < records.size(); row++) {
      long received = records.receivedMillis(row);
      earliest = received < beforeMillis ? Math.min(earliest, received) : earliest;
    }
    return earliest;
  }
}
