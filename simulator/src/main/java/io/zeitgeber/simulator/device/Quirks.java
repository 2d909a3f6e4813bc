package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.scenario.Scenario;

/** What this one device does wrong, and when: drawn before anything is measured. */
final class Quirks {
  /** 2030-06-01, where one record of some devices claims to be from. */
  private static final long YEAR_2030_MILLIS = 1_906_502_400_000L;

  private static final long NEVER = Long.MAX_VALUE;

  private final boolean changes;
  private final long changesAt;
  private final long hertzFrom;
  private final long stuckFrom;
  private final long stuckUntil;
  private int stuckBpm;
  private boolean future;

  Quirks(Scenario.Misbehaviour shares, Kind kind, Dice dice, Device.Span span) {
    boolean hearts = kind != Kind.PHONE;
    this.changes = dice.happens(shares.firmware());
    this.changesAt = changes ? within(dice, span) : NEVER;
    this.hertzFrom = hearts && dice.happens(shares.unitErrors()) ? within(dice, span) : NEVER;
    this.stuckFrom = hearts && dice.happens(shares.stuck()) ? within(dice, span) : NEVER;
    this.stuckUntil =
        stuckFrom == NEVER ? NEVER : stuckFrom + (long) (dice.between(1, 3) * 3_600_000);
    this.future = hearts && dice.happens(shares.future());
  }

  private static long within(Dice dice, Device.Span span) {
    double share = dice.between(0.2, 0.8);
    return span.fromMillis() + (long) (share * (span.untilMillis() - span.fromMillis()));
  }

  /** What the sensor says for a true heart rate. */
  int reading(long atMillis, int bpm) {
    if (atMillis < stuckFrom || atMillis >= stuckUntil) {
      stuckBpm = 0;
      return bpm;
    }
    stuckBpm = stuckBpm == 0 ? bpm : stuckBpm;
    return stuckBpm;
  }

  /** What it is stamped with. */
  long stamp(long deviceMillis) {
    if (future) {
      future = false;
      return YEAR_2030_MILLIS;
    }
    return deviceMillis;
  }

  /** Spoils a heart-rate record, where it is the time for it. */
  void heartRate(Records made, int row, long atMillis) {
    if (atMillis >= hertzFrom && atMillis < hertzFrom + 1_800_000) {
      made.mark(row, (byte) (Records.IN_HERTZ | Records.UNTRUE));
    }
  }

  /** Notes on all records of a minute which firmware wrote them. */
  void firmware(Records made, long atMillis) {
    if (changes) {
      for (int row = 0; row < made.size(); row++) {
        made.mark(row, atMillis < changesAt ? Records.OLD_FIRMWARE : Records.NEW_FIRMWARE);
      }
    }
  }
}
