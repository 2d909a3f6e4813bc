package io.zeitgeber.participant.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One kind of signal, as a protocol describes it.
 *
 * @param unit the only unit that observations may have; empty for states and events
 * @param min smallest plausible value, inclusive; for vectors, of each component
 * @param max greatest plausible value, inclusive
 * @param ratePerHour how many samples an hour of wearing is expected to bring; null where unknown
 * @param sameTime what a second value for the same device, channel, start and duration means
 */
public record Channel(
    String name,
    String unit,
    Shape shape,
    double min,
    double max,
    @Nullable Double ratePerHour,
    SameTime sameTime) {

  /** What one observation of a channel is. */
  public enum Shape {
    /** A number at an instant; may come in chunks. */
    SAMPLE,
    /** A few numbers at an instant (x, y, z); may come in chunks. */
    VECTOR,
    /** A signal of many samples a second, in chunks; windows keep count, min and max. */
    WAVEFORM,
    /** A number over a duration, for example steps in a minute. */
    INTERVAL,
    /** A code that holds for a duration, for example a sleep stage. */
    STATE,
    /** A code at an instant, for example screen on. */
    EVENT
  }

  /** What a second value for the same device, channel, start and duration means. */
  public enum SameTime {
    /** Another observation: both count. */
    ADDS,
    /** A better value: it supersedes the first. */
    REVISES
  }
}
