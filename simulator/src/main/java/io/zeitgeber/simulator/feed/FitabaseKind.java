package io.zeitgeber.simulator.feed;

import org.jspecify.annotations.Nullable;

/** What a Fitabase export holds. */
enum FitabaseKind {
  HEART_RATE("heart_rate", 0),
  STEPS("steps", 60),
  HOURLY_STEPS("steps", 3600),
  SLEEP("sleep_stage", 60);

  private static final String[] SLEEP_CODES = {"ASLEEP", "RESTLESS", "AWAKE"};

  private final String channel;
  private final int durationS;

  FitabaseKind(String channel, int durationS) {
    this.channel = channel;
    this.durationS = durationS;
  }

  String channel() {
    return channel;
  }

  /** How long a value holds, in seconds; 0 for a sample. */
  int durationS() {
    return durationS;
  }

  /** The name of a sleep code, null for a number that is none. */
  static @Nullable String sleepCode(double value) {
    return value == 1 || value == 2 || value == 3 ? SLEEP_CODES[(int) value - 1] : null;
  }
}
