package io.zeitgeber.persistence.protocol;

import io.zeitgeber.participant.protocol.AbsenceRules;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads when absence is a finding. In a canonical text all is resolved: what is not there is off.
 * In an author's text a channel that has a rate is watched without being told so.
 */
final class AbsenceReader {
  private static final long YEAR = 366 * 24 * Span.HOUR;

  /** A slow channel is not silent before so many samples should have come. */
  private static final int SAMPLES_MISSED = 20;

  private final SortedMap<String, AbsenceRules.Limits> channels = new TreeMap<>();
  private final boolean canonical;
  private final long silenceMicros;
  private final double batteryLow;
  private final double batteryClear;
  private final double wearLow;
  private final double wearClear;
  private final long settleMicros;
  private final double cohortShare;
  private final long cohortMicros;

  AbsenceReader(Section top) {
    canonical = top.has(Key.CANONICAL);
    silenceMicros = span(top, Key.SILENCE_AFTER);
    batteryLow = top.number(Key.BATTERY_LOW, 0);
    batteryClear = top.number(Key.BATTERY_CLEAR, batteryLow);
    wearLow = top.number(Key.WEAR_LOW, 0);
    wearClear = top.number(Key.WEAR_CLEAR, wearLow);
    if (wearLow < 0 || wearClear < wearLow || wearClear > 24) {
      top.problem(Key.WEAR_LOW, "0 to 24, and wear_clear not below it", Key.WEAR_CLEAR);
    }
    settleMicros = span(top, Key.SETTLE_AFTER);
    cohortShare = top.number(Key.COHORT_SHARE, 1);
    cohortMicros = span(top, Key.COHORT_WITHIN);
    if (batteryLow < 0 || batteryClear < batteryLow || batteryClear > 100) {
      top.problem(Key.BATTERY_LOW, "0 to 100, and battery_clear not below it", Key.BATTERY_CLEAR);
    }
    if (cohortShare < 0 || cohortShare > 1) {
      top.problem(Key.COHORT_SHARE, "a number from 0 to 1");
    }
  }

  private static long span(Section section, Key key) {
    return section.has(key) ? section.micros(key, 0, YEAR) : 0;
  }

  /** A channel's own limits. */
  void channel(Section section, @Nullable Double ratePerHour, boolean coded) {
    long silence = span(section, Key.CHANNEL_SILENCE_AFTER);
    if (!section.has(Key.CHANNEL_SILENCE_AFTER) && !canonical && ratePerHour != null) {
      long missed = Math.round(SAMPLES_MISSED * (double) Span.HOUR / ratePerHour);
      silence = silenceMicros == 0 ? 0 : Math.clamp(missed, silenceMicros, YEAR);
    }
    long flat = span(section, Key.FLAT_AFTER);
    long zero = span(section, Key.ZERO_AFTER);
    if (coded && (flat > 0 || zero > 0)) {
      section.problem(
          Key.FLAT_AFTER, "states and events have codes: no flat lines", Key.ZERO_AFTER);
    }
    if (silence > 0 || flat > 0 || zero > 0) {
      channels.put(section.name(), new AbsenceRules.Limits(silence, flat, zero));
    }
  }

  long silenceMicros() {
    return silenceMicros;
  }

  /** What was read; complete once every channel was. */
  AbsenceRules rules() {
    return new AbsenceRules(
        Collections.unmodifiableSortedMap(channels),
        batteryLow,
        batteryLow > 0 ? batteryClear : 0,
        wearLow,
        wearLow > 0 ? wearClear : 0,
        settleMicros,
        cohortShare,
        cohortShare < 1 ? cohortMicros : 0);
  }
}
