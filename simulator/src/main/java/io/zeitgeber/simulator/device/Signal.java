package io.zeitgeber.simulator.device;

/** What a record is of: its channel on the wire, and how its number is written. */
public enum Signal {
  HEART_RATE("heart_rate", 1, new String[0]),
  STEPS("steps", 1, new String[0]),
  SLEEP_STAGE("sleep_stage", 1, new String[] {"AWAKE", "LIGHT", "DEEP", "REM"}),
  SKIN_TEMPERATURE("skin_temperature", 100, new String[0]),
  LIGHT("light", 1, new String[0]),
  BATTERY("battery", 1, new String[0]),
  CHARGING("charging", 1, new String[] {"UNPLUGGED", "PLUGGED"}),
  ON_WRIST("on_wrist", 1, new String[] {"NOT_ON_WRIST", "ON_WRIST"}),
  SCREEN("screen", 1, new String[] {"OFF", "ON"}),
  APP_USAGE("app_usage", 1, new String[] {"BACKGROUND", "FOREGROUND"}),
  /** Its code is unique on the device: {@code mark-17}. */
  MARK("button", 1, new String[0]);

  private final String channel;
  final int perUnit;
  private final String[] codes;

  Signal(String channel, int perUnit, String[] codes) {
    this.channel = channel;
    this.perUnit = perUnit;
    this.codes = codes;
  }

  public String channel() {
    return channel;
  }

  /** Whether its number stands for a code. */
  public boolean coded() {
    return codes.length > 0 || this == MARK;
  }

  /** The code that a number stands for. */
  public String code(int value) {
    return this == MARK ? "mark-" + value : codes[value];
  }
}
