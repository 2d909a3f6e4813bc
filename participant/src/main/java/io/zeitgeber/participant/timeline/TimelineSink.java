package io.zeitgeber.participant.timeline;

/**
 * Takes observations that are no samples, once they have their place in event time. The uncertainty
 * is half the width of the interval in which their time lies; negative where no model has spoken.
 */
public interface TimelineSink {

  /** A number over a while. */
  void interval(
      String device,
      String channel,
      long startMicros,
      long endMicros,
      double value,
      long uncertaintyMicros);

  /** A code that holds for a while. */
  void state(
      String device,
      String channel,
      long startMicros,
      long endMicros,
      String code,
      long uncertaintyMicros);

  /** A code at an instant. */
  void event(String device, String channel, long eventMicros, String code, long uncertaintyMicros);
}
