package io.zeitgeber.simulator.body;

import io.zeitgeber.simulator.body.Minutes.Stage;
import io.zeitgeber.simulator.body.Minutes.Wear;
import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.scenario.Scenario;
import java.util.function.Consumer;

/**
 * What one person does, a minute at a time and in order: sleeps by the day, walks, looks at the
 * phone, takes the watch off, charges it.
 */
public final class Life {
  private static final double DRAINS_PER_MINUTE = 2.2 / 60;
  private static final double CHARGES_PER_MINUTE = 1.2;

  private final Person person;
  private final long seed;
  private final Dice dice;
  private final Heart heart;
  private final Minutes minutes = new Minutes();
  private final long fallsFromMinute;
  private long next;
  private long day = Long.MIN_VALUE;
  private int bedMinute;
  private int wakeMinute;
  private int sleptMinutes;
  private int stirs;
  private Doing doing = Doing.RESTING;
  private Wear wear = Wear.WORN;
  private int offMinutes;
  private int screenMinutes;
  private double battery;

  /** What someone is doing while awake. */
  enum Doing {
    RESTING(0, 0, 0),
    PUTTERING(6, 4, 30),
    WALKING(20, 85, 118),
    RUNNING(34, 145, 172);

    final double addsBpm;
    final int fewestSteps;
    final int mostSteps;

    Doing(double addsBpm, int fewestSteps, int mostSteps) {
      this.addsBpm = addsBpm;
      this.fewestSteps = fewestSteps;
      this.mostSteps = mostSteps;
    }
  }

  /**
   * @param firstMinute since the epoch; the first stretch begins with it
   * @param days that will be lived
   * @param began is told of each episode as it begins
   */
  public Life(
      long seed,
      Person person,
      Scenario.Adverse adverse,
      long firstMinute,
      double days,
      Consumer<Episode> began) {
    this.person = person;
    this.seed = seed;
    this.dice = new Dice(seed, 103, person.index());
    this.heart = new Heart(seed, person, adverse, firstMinute * Minutes.MINUTE, began);
    this.next = firstMinute;
    this.battery = dice.between(40, 100);
    boolean falls = dice.happens(adverse.fallsInWear());
    double after = dice.between(0.3, 0.7) * days;
    this.fallsFromMinute = falls ? firstMinute + (long) (after * 1440) : Long.MAX_VALUE;
  }

  /** The person who lives it. */
  public Person person() {
    return person;
  }

  /** Lives the next stretch; what it returns is overwritten by the next one. */
  public Minutes live() {
    minutes.first = next;
    for (int i = 0; i < Minutes.LENGTH; i++, next++) {
      int local = localMinute();
      boolean abed = local >= bedMinute || local < wakeMinute;
      Stage stage = stage(abed);
      doing = stage == Stage.AWAKE && !abed ? afterwards(doing) : Doing.RESTING;
      charge(local, abed);
      minutes.stage[i] = stage;
      minutes.wear[i] = wear;
      minutes.battery[i] = battery;
      minutes.steps[i] = steps();
      minutes.screen[i] = screen(stage);
      heart.live(minutes, i, heart.level(local, doing, stage));
    }
    return minutes;
  }

  /** The minute of the local day; a new day has hours of its own. */
  private int localMinute() {
    long local = next + person.site().hours() * 60L;
    long today = Math.floorDiv(local, 1440L);
    if (today != day) {
      day = today;
      wakeMinute = (int) new Dice(seed, 104, person.index() * 100_000L + today).between(360, 480);
      bedMinute = (int) new Dice(seed, 105, person.index() * 100_000L + today).between(1320, 1438);
    }
    return (int) Math.floorMod(local, 1440L);
  }

  /** Cycles of an hour and a half, deep sleep early, dreams late, and short stirs. */
  private Stage stage(boolean abed) {
    if (!abed) {
      sleptMinutes = 0;
      return Stage.AWAKE;
    }
    int slept = sleptMinutes++;
    if (slept < 12) {
      return Stage.AWAKE;
    }
    if (stirs > 0 || dice.happens(0.012)) {
      stirs = stirs > 0 ? stirs - 1 : 2 + dice.below(5);
      return Stage.AWAKE;
    }
    int ofCycle = (slept - 12) % 90;
    int cycle = (slept - 12) / 90;
    if (ofCycle >= 15 && ofCycle < (cycle < 2 ? 50 : 25)) {
      return Stage.DEEP;
    }
    return ofCycle >= (cycle < 2 ? 78 : 60) ? Stage.REM : Stage.LIGHT;
  }

  private int steps() {
    return doing.mostSteps == 0
        ? 0
        : doing.fewestSteps + dice.below(doing.mostSteps - doing.fewestSteps + 1);
  }

  private boolean screen(Stage stage) {
    if (screenMinutes > 0) {
      screenMinutes--;
    } else if (dice.happens(stage == Stage.AWAKE ? 0.04 : 0.0008)) {
      screenMinutes = stage == Stage.AWAKE ? 1 + dice.below(14) : 1 + dice.below(3);
    }
    return screenMinutes > 0;
  }

  /** The watch is taken off to be charged, forgotten, or left off for good. */
  private void charge(int local, boolean abed) {
    switch (wear) {
      case WORN -> {
        battery = Math.max(1, battery - DRAINS_PER_MINUTE);
        if (battery < 4 || (!abed && battery < 25 && dice.happens(0.01))) {
          wear = Wear.CHARGING;
        } else if (dice.happens(abed && local > 1300 ? 0.0006 : 0.0003)) {
          leave(20 + dice.below(220));
        }
      }
      case CHARGING -> {
        battery = Math.min(100, battery + CHARGES_PER_MINUTE);
        if (battery >= 99 && !abed) {
          wear = Wear.WORN;
        }
      }
      case NOT_WORN -> {
        battery = Math.max(1, battery - DRAINS_PER_MINUTE / 4);
        if (offMinutes-- <= 0) {
          wear = Wear.WORN;
        }
      }
    }
    if (wear == Wear.WORN && next >= fallsFromMinute && dice.happens(0.01)) {
      leave(20 * 60 + dice.below(20 * 60));
    }
  }

  private void leave(int minutesOff) {
    wear = Wear.NOT_WORN;
    offMinutes = minutesOff;
  }

  private Doing afterwards(Doing before) {
    double roll = dice.unit();
    return switch (before) {
      case RESTING -> roll < 0.9 ? Doing.RESTING : roll < 0.99 ? Doing.PUTTERING : Doing.WALKING;
      case PUTTERING -> roll < 0.6 ? Doing.PUTTERING : roll < 0.95 ? Doing.RESTING : Doing.WALKING;
      case WALKING ->
          roll < 0.8
              ? Doing.WALKING
              : roll < 0.9 ? Doing.PUTTERING : roll < 0.995 ? Doing.RESTING : Doing.RUNNING;
      case RUNNING -> roll < 0.92 ? Doing.RUNNING : Doing.WALKING;
    };
  }
}
