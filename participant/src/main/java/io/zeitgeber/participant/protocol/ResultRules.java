package io.zeitgeber.participant.protocol;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What results over several channels are derived with. All of it may be set by a study.
 *
 * @param keepMicros how far behind its device's newest data a result can still be amended by
 *     itself; bounds what is remembered for it
 * @param priorities by kind of device: of two that overlap on a channel the lower one is chosen
 */
public record ResultRules(
    long keepMicros,
    Wear wear,
    Sleep sleep,
    Screen screen,
    Rest rest,
    Map<String, Integer> priorities) {

  /** Priority of devices whose kind has none. */
  public static final int USUAL_PRIORITY = 100;

  private static final long MINUTE = 60_000_000L;
  private static final long HOUR = 60 * MINUTE;

  /** For studies that say nothing. */
  public static final ResultRules DEFAULT =
      new ResultRules(
          18 * HOUR,
          new Wear(
              List.of(
                  "heart_rate",
                  "heart_rate_variability",
                  "inter_beat_interval",
                  "oxygen_saturation"),
              5 * MINUTE,
              24 * HOUR,
              HOUR),
          new Sleep(List.of("ASLEEP", "DEEP", "LIGHT", "REM"), 60 * MINUTE, 30 * MINUTE),
          new Screen(List.of("ON", "UNLOCKED"), List.of("OFF", "LOCKED"), HOUR),
          new Rest(12 * MINUTE, 5),
          Collections.emptySortedMap());

  public ResultRules {
    if (keepMicros <= 0) {
      throw new IllegalArgumentException("results need a past");
    }
    priorities = Collections.unmodifiableSortedMap(new TreeMap<>(priorities));
  }

  /**
   * Whether a device is worn, minute by minute.
   *
   * @param pulse channels whose samples only a body gives
   * @param joinMicros a run shorter than this joins the one before it
   * @param holdsMicros how long an event "on the wrist" says so at most
   * @param risingMicros battery levels further apart than this say nothing about charging
   */
  public record Wear(List<String> pulse, long joinMicros, long holdsMicros, long risingMicros) {
    public Wear {
      pulse = List.copyOf(pulse);
    }
  }

  /**
   * Sleep episodes, after the definition of the sleep period time window in van Hees et al. 2018
   * (Sci Rep 8:12975): blocks less than an hour apart belong together, at least half an hour
   * counts.
   *
   * @param asleep codes of {@code sleep_stage} that are sleep
   * @param gapMicros stretches of sleep closer than this are one episode
   * @param leastMicros less sleep than this is no episode
   */
  public record Sleep(List<String> asleep, long gapMicros, long leastMicros) {
    public Sleep {
      asleep = List.copyOf(asleep);
    }
  }

  /**
   * When a screen is on.
   *
   * @param on codes of {@code screen} after which it is on
   * @param off codes after which it is off
   * @param longestMicros on at most so long without another event
   */
  public record Screen(List<String> on, List<String> off, long longestMicros) {
    public Screen {
      on = List.copyOf(on);
      off = List.copyOf(off);
    }
  }

  /**
   * Heart rate at rest, after Mishra et al. 2020 (Nat Biomed Eng 4:1208): awake, and no step for
   * twelve minutes.
   *
   * @param stillMicros known to be without a step for this long, the minute itself included
   * @param leastMinutes an hour with fewer minutes at rest has no value
   */
  public record Rest(long stillMicros, int leastMinutes) {}
}
