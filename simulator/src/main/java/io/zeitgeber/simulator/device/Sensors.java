package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.body.Minutes;
import io.zeitgeber.simulator.body.Minutes.Stage;
import io.zeitgeber.simulator.body.Minutes.Wear;
import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.scenario.Scenario;

/** What a device measures, minute by minute, into records that wait to be sent. */
final class Sensors {
  private static final long MINUTE = Minutes.MINUTE;

  private final int device;
  private final Kind kind;
  private final Scenario.Cadence every;
  private final Dice dice;
  private final DeviceClock clock;
  private final Records made;
  private final HeartSensor heart;
  private final SleepLog sleep;
  private final Quirks quirks;
  private int marks;
  private long stepsFromMillis = -1;
  private long stepsStampMillis;
  private int steps;
  private boolean worn = true;
  private boolean plugged;
  private boolean screen;
  private double phoneBattery;
  private double celsius = 33;

  Sensors(
      int device,
      Kind kind,
      Scenario scenario,
      Device.Span span,
      Dice dice,
      DeviceClock clock,
      Records made) {
    this.device = device;
    this.kind = kind;
    this.every = scenario.every();
    this.dice = dice;
    this.clock = clock;
    this.made = made;
    this.quirks = new Quirks(scenario.misbehaviour(), kind, dice, span);
    this.heart = new HeartSensor(device, kind, scenario, dice, clock, made, quirks);
    this.sleep = new SleepLog(device, scenario.sleep(), dice, clock, made);
    this.phoneBattery = dice.between(30, 100);
  }

  /** One minute, into the records that were made. */
  void live(Minutes minutes, int minute) {
    long from = minutes.fromMillis() + minute * MINUTE;
    switch (kind) {
      case WATCH -> watch(minutes, minute, from);
      case PHONE -> phone(minutes, minute, from);
      case PATCH -> heart.live(minutes, from);
    }
    if (kind != Kind.PHONE && due(from, every.temperatureMillis())) {
      boolean on = kind == Kind.PATCH || minutes.wear(minute) == Wear.WORN;
      celsius += ((on ? 33 : 19) - celsius) * 0.2;
      add(Signal.SKIN_TEMPERATURE, from + 1700, (int) (100 * celsius + 10 * dice.unit()));
    }
    if (due(from, every.markMillis())) {
      add(Signal.MARK, from + 2000 + dice.below(50_000), marks++);
    }
    quirks.firmware(made, from);
  }

  private void watch(Minutes minutes, int minute, long from) {
    boolean on = minutes.wear(minute) == Wear.WORN;
    boolean charging = minutes.wear(minute) == Wear.CHARGING;
    if (charging != plugged) {
      plugged = charging;
      add(Signal.CHARGING, from, charging ? 1 : 0);
    }
    if (on != worn) {
      worn = on;
      add(Signal.ON_WRIST, from + 1, on ? 1 : 0);
    }
    steps(minutes, minute, from, on);
    sleep.live(on ? minutes.stage(minute) : Stage.AWAKE, from);
    if (on) {
      heart.live(minutes, from);
    }
    if (due(from, every.batteryMillis())) {
      add(Signal.BATTERY, from + 900, (int) minutes.battery(minute));
    }
  }

  /** The count of a minute is told as the next begins. */
  private void steps(Minutes minutes, int minute, long from, boolean on) {
    if (stepsFromMillis >= 0) {
      int row =
          made.add(Signal.STEPS, device, stepsFromMillis, stepsStampMillis, (int) MINUTE, steps);
      made.receivedMillis(row, from);
    }
    stepsFromMillis = on ? from : -1;
    stepsStampMillis = on ? clock.millis(from) : 0;
    steps = minutes.steps(minute);
  }

  private void phone(Minutes minutes, int minute, long from) {
    for (long at = from; at < from + MINUTE; at += every.lightMillis()) {
      if (every.lightMillis() < MINUTE || due(from, every.lightMillis())) {
        add(Signal.LIGHT, at + dice.below(200), lux(minutes.stage(minute)));
      }
    }
    if (minutes.screen(minute) != screen) {
      screen = !screen;
      add(Signal.SCREEN, from, screen ? 1 : 0);
      add(Signal.APP_USAGE, from + 1500, screen ? 1 : 0);
    }
    phoneBattery -= screen ? 0.25 : 0.04;
    if (phoneBattery < 15) {
      phoneBattery = 100;
    }
    if (due(from, every.batteryMillis())) {
      add(Signal.BATTERY, from + 900, (int) phoneBattery);
    }
  }

  private int lux(Stage stage) {
    return stage == Stage.AWAKE ? 50 + dice.below(600) : dice.below(3);
  }

  /** Whether a channel that is slower than the minute is due in the one that begins. */
  private static boolean due(long fromMillis, long everyMillis) {
    return Math.floorMod(fromMillis, Math.max(everyMillis, MINUTE)) < MINUTE;
  }

  private void add(Signal signal, long atMillis, int value) {
    int row = made.add(signal, device, atMillis, clock.millis(atMillis), 0, value);
    made.receivedMillis(row, atMillis);
  }
}
