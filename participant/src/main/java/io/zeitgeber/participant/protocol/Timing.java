package io.zeitgeber.participant.protocol;

import io.zeitgeber.participant.clock.ClockPolicy;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol says of event time.
 *
 * @param latenessMicros how far a device's final windows must have gone beyond the end of one
 *     before late data no longer change its numbers
 * @param maxRetrospective how many episodes of one rule an upload may raise one by one
 * @param clocks by the kind of a device, as its enrolment names it
 * @param otherwise for devices of no kind, or of one that is not named
 */
public record Timing(
    long latenessMicros,
    int maxRetrospective,
    Map<String, ClockPolicy> clocks,
    ClockPolicy otherwise) {

  private static final long LATENESS_MICROS = 48L * 3600 * 1_000_000;
  private static final int MAX_RETROSPECTIVE = 20;

  /** 48 h, 20 episodes, every clock modelled. */
  public static final Timing DEFAULT =
      new Timing(
          LATENESS_MICROS, MAX_RETROSPECTIVE, Collections.emptySortedMap(), ClockPolicy.MODELLED);

  /** How the clock of a device of that kind is taken. */
  public ClockPolicy clock(@Nullable String kind) {
    return kind == null ? otherwise : clocks.getOrDefault(kind, otherwise);
  }

  /** The same with another answer for devices of no kind. */
  public Timing otherwise(ClockPolicy policy) {
    return new Timing(latenessMicros, maxRetrospective, clocks, policy);
  }
}
