package io.zeitgeber.simulator.body;

/**
 * A stretch of heart rate beyond a personal limit, as it happened to the body.
 *
 * @param fromMillis the ascent begins
 * @param untilMillis the descent begins
 * @param bpm the level that is held between
 * @param limit the personal limit that is passed
 */
public record Episode(Kind kind, long fromMillis, long untilMillis, double bpm, double limit) {
  /** Which limit is passed. */
  public enum Kind {
    TACHYCARDIA,
    BRADYCARDIA
  }
}
