package io.zeitgeber.simulator.feed;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a Fitabase export holds. */
enum FitabaseKind {
  HEART_RATE("heart_rate", 0, List.of()),
  STEPS("steps", 60, List.of()),
  HOURLY_STEPS("steps", 3600, List.of()),
  ENERGY("energy", 60, List.of()),
  SLEEP("sleep_stage", 60, List.of("ASLEEP", "RESTLESS", "AWAKE")),
  SLEEP_STAGES("sleep_stage", 30, List.of("AWAKE", "LIGHT", "DEEP", "REM"));

  private final String channel;
  private final int durationS;
  private final List<String> codes;

  FitabaseKind(String channel, int durationS, List<String> codes) {
    this.channel = channel;
    this.durationS = durationS;
    this.codes = codes;
  }

  String channel() {
    return channel;
  }

  /** How long a value holds, in seconds; 0 for a sample. */
  int durationS() {
    return durationS;
  }

  boolean isCoded() {
    return !codes.isEmpty();
  }

  /** The name of a code, from 1; null for a number that is none. */
  @Nullable String code(double value) {
    boolean known = value == Math.rint(value) && value >= 1 && value <= codes.size();
    return known ? codes.get((int) value - 1) : null;
  }

  /** The number of a code that is written out ({@code wake} too); NaN where there is none. */
  double codeOf(String text) {
    String code = text.toUpperCase(Locale.ROOT);
    int at = codes.indexOf(code.equals("WAKE") ? "AWAKE" : code);
    return at < 0 ? Double.NaN : at + 1;
  }

  /** What a bad code is told. */
  String expected() {
    return this == SLEEP
        ? "no sleep code (1 asleep, 2 restless, 3 awake)"
        : "no sleep stage (wake, light, deep, rem)";
  }
}
