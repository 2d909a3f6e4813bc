package io.zeitgeber.participant.step;

/**
 * When something happened, as far as is known when it arrives: what the device's clock said, but
 * never later than it was received. The one place where a clock model will speak.
 *
 * <p>It must keep the order of the samples of one record: windows and rules rely on it.
 */
public final class EventTime {

  private EventTime() {}

  /** Of an instant. */
  public static long of(long deviceMicros, long receivedMicros) {
    return Math.min(deviceMicros, receivedMicros);
  }

  /** Of the start of a duration, which as a whole cannot have been received before its end. */
  public static long ofStart(long deviceMicros, long durationMicros, long receivedMicros) {
    return of(deviceMicros + durationMicros, receivedMicros) - durationMicros;
  }
}
