package io.zeitgeber.simulator.cohort;

/**
 * A stretch of heart rate beyond a personal limit, as intended: what a watchful rule should find.
 *
 * @param fromMicros the ascent begins
 * @param untilMicros the descent begins
 * @param bpm the level that is held between
 * @param limit the personal limit that is passed
 */
record Episode(Kind kind, long fromMicros, long untilMicros, double bpm, double limit) {
  /** Which limit is passed. */
  enum Kind {
    TACHYCARDIA,
    BRADYCARDIA
  }
}
