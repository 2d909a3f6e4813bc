package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.body.Minutes;

/** What a record is of: its channel on the wire, and how its number is written. */
public enum Signal {
  HEART_RATE(0, "heart_rate", 1),
  STEPS(1, "steps", 1),
  SLEEP_STAGE(2, "sleep_stage", 1),
  SKIN_TEMPERATURE(3, "skin_temperature", 100),
  LIGHT(4, "light", 1),
  BATTERY(5, "battery", 1),
  CHARGING(6, "charging", 1),
  ON_WRIST(7, "on_wrist", 1),
  SCREEN(8, "screen", 1),
  APP_USAGE(9, "app_usage", 1),
  /** Its code is unique on the device: {@code mark-17}. */
  MARK(10, "button", 1);

  private final int number;
  private final String channel;
  private final int perUnit;

  Signal(int number, String channel, int perUnit) {
    this.number = number;
    this.channel = channel;
    this.perUnit = perUnit;
  }

  /** From 0, without gaps: a place in tables. */
  public int number() {
    return number;
  }

  public String channel() {
    return channel;
  }

  /** How many of a record's whole numbers make one unit on the wire. */
  public int perUnit() {
    return perUnit;
  }

  /** Whether its number stands for a code. */
  public boolean coded() {
    return switch (this) {
      case SLEEP_STAGE, CHARGING, ON_WRIST, SCREEN, APP_USAGE, MARK -> true;
      case HEART_RATE, STEPS, SKIN_TEMPERATURE, LIGHT, BATTERY -> false;
    };
  }

  /** The code that a number stands for. */
  public String code(int value) {
    return switch (this) {
      case SLEEP_STAGE -> Minutes.Stage.of(value).name();
      case CHARGING -> value == 0 ? "UNPLUGGED" : "PLUGGED";
      case ON_WRIST -> value == 0 ? "NOT_ON_WRIST" : "ON_WRIST";
      case SCREEN -> value == 0 ? "OFF" : "ON";
      case APP_USAGE -> value == 0 ? "BACKGROUND" : "FOREGROUND";
      case MARK -> "mark-" + value;
      case HEART_RATE, STEPS, SKIN_TEMPERATURE, LIGHT, BATTERY ->
          throw new IllegalArgumentException(channel + " has no codes");
    };
  }
}
