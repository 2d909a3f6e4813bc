package io.zeitgeber.participant.timeline;

/** Takes results as they are stated, restated and taken back. */
public interface ResultSink {

  /** A result is stated for the first time, or otherwise than before. */
  void stated(Result result);

  /**
   * A whole day (UTC) of wearing is known.
   *
   * @param dayMicros its start
   * @param hours worn, of the device that was worn most
   */
  default void dayWorn(long dayMicros, double hours) {}
}
