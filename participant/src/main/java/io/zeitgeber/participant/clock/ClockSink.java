package io.zeitgeber.participant.clock;

/** Takes what a device's clock model concludes, in order. */
public interface ClockSink {

  void stepped(Stepped stepped);

  void rebased(Rebased rebased);

  void confidenceChanged(ConfidenceChange change);

  void stampsEqual(StampsEqual finding);

  /**
   * A point of a segment's line is final: no later data move it, only a later segment re-maps what
   * lies around it.
   *
   * @param offsetMicros true − device time there
   */
  default void knotFinal(int segment, long deviceMicros, long offsetMicros) {}
}
