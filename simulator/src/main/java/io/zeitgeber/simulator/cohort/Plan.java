package io.zeitgeber.simulator.cohort;

import java.util.OptionalDouble;

/**
 * What is to be simulated. Equal plans give equal bytes.
 *
 * @param startMicros when the cohort begins to be recorded
 * @param spanMicros for how long; {@link #ENDLESS} until somebody stops it
 * @param everyMicros between two heart-rate samples of a watch
 * @param episodesPerHour of each participant; empty for an eventful first hour and rarer ones later
 * @param malformedShare malformed records for each good one, 0 … 1
 * @param recorded whether the participants' time passes by their records alone
 */
record Plan(
    String study,
    int participants,
    long startMicros,
    long spanMicros,
    long everyMicros,
    long seed,
    OptionalDouble episodesPerHour,
    double malformedShare,
    boolean recorded) {
  static final long ENDLESS = Long.MAX_VALUE / 4;

  long endMicros() {
    return startMicros + spanMicros;
  }

  boolean endless() {
    return spanMicros == ENDLESS;
  }

  /** How many samples a watch gives that takes its first one {@code phase} after the start. */
  long samples(long phaseMicros) {
    return phaseMicros >= spanMicros ? 0 : (spanMicros - phaseMicros - 1) / everyMicros + 1;
  }

  /** How many whole minutes lie within. */
  long minutes() {
    return Math.max(0, Math.floorDiv(endMicros(), Body.MINUTE) - firstMinute());
  }

  /** The first whole minute, counted since the epoch. */
  long firstMinute() {
    return Math.ceilDiv(startMicros, Body.MINUTE);
  }
}
