package io.zeitgeber.persistence.timeline;

import org.jspecify.annotations.Nullable;

/**
 * A row of the timeline as it is now.
 *
 * @param startMicros event time, inclusive
 * @param endMicros event time, exclusive; equals the start for events
 * @param value in the unit; for samples the mean of the minute; null where a code stands
 * @param unit of the value; null where codes stand
 * @param samples in the minute, for channels of samples
 * @param uncertaintyMicros the true times lie within ± this; null where no clock model has spoken
 * @param state {@code provisional}, {@code final}, {@code amended} or {@code withdrawn}
 * @param rule null for what was observed
 * @param parameters what the rule ran with
 * @param chosen no device that goes before it covers the same time
 */
public record TimelineEntry(
    String channel,
    String device,
    long startMicros,
    long endMicros,
    @Nullable Double value,
    @Nullable String code,
    @Nullable String unit,
    @Nullable Long samples,
    @Nullable Long uncertaintyMicros,
    int version,
    String state,
    @Nullable String rule,
    @Nullable String parameters,
    boolean chosen) {

  public boolean isWithdrawn() {
    return state.equals("withdrawn");
  }
}
