package io.zeitgeber.participant.protocol;

import java.util.Collections;
import java.util.Map;

/**
 * When the absence of data, or of meaning in them, is a finding. A duration of 0 switches its
 * finding off.
 *
 * @param channels by channel; one that is not there is not watched
 * @param batteryLow a battery below it (percent) raises
 * @param batteryClear at or above it the alert resolves
 * @param wearLowHours a day (UTC) of fewer hours worn raises; 0: never
 * @param wearClearHours a day of as many resolves
 * @param settleMicros a clock step, or a device that nobody knows, is over when it was not seen
 *     again for so long
 * @param cohortShare a greater share of a study's participants falling silent together is one
 *     finding, from 0 to 1
 * @param cohortMicros together: within so long
 */
public record AbsenceRules(
    Map<String, Limits> channels,
    double batteryLow,
    double batteryClear,
    double wearLowHours,
    double wearClearHours,
    long settleMicros,
    double cohortShare,
    long cohortMicros) {

  /** Nothing is watched. */
  public static final AbsenceRules NONE =
      new AbsenceRules(Collections.emptySortedMap(), 0, 0, 0, 0, 0, 1, 0);

  /** A channel that is not watched. */
  private static final Limits UNWATCHED = new Limits(0, 0, 0);

  /** What applies to a channel. */
  public Limits of(String channel) {
    return channels.getOrDefault(channel, UNWATCHED);
  }

  /**
   * What applies to one channel.
   *
   * @param silenceMicros silent when nothing was received of it for so long
   * @param flatMicros flat when one device said the same value for so long, by its own clock
   * @param zeroMicros all zero when that value was 0 for so long; 0: a zero is a value as any other
   */
  public record Limits(long silenceMicros, long flatMicros, long zeroMicros) {

    /** Whether the values themselves are watched. */
    public boolean watchesValues() {
      return flatMicros > 0 || zeroMicros > 0;
    }
  }
}
