package io.zeitgeber.participant.timeline;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of the timeline: an interval, a state, an event, or a result.
 *
 * @param startMicros event time, inclusive
 * @param endMicros event time, exclusive; equals the start for events
 * @param value in the channel's unit; null where a code stands
 * @param uncertaintyMicros the true times lie within ± this; null where no clock model has spoken
 */
public record Entry(
    String channel,
    String device,
    long startMicros,
    long endMicros,
    @Nullable Double value,
    @Nullable String code,
    @Nullable Long uncertaintyMicros) {

  /** The same, as uncertain as that; negative where no clock model has spoken. */
  public Entry within(long micros) {
    return new Entry(
        channel, device, startMicros, endMicros, value, code, micros < 0 ? null : (Long) micros);
  }
}
