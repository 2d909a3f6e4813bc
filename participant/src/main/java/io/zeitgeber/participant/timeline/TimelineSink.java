package io.zeitgeber.participant.timeline;

/** Takes observations that are no samples, once they have their place in event time. */
public interface TimelineSink {

  /** A number over a while. */
  void interval(String device, String channel, long startMicros, long endMicros, double value);

  /** A code that holds for a while. */
  void state(String device, String channel, long startMicros, long endMicros, String code);

  /** A code at an instant. */
  void event(String device, String channel, long eventMicros, String code);
}
