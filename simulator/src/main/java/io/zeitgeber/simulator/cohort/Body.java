package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.chance.Dice;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A body's heart rate and steps. The day, sleep and what the person is doing set a level by the
 * minute, the heart follows it with some inertia, and an {@link Episode} takes it beyond its limit.
 * Outside of episodes it stays within the person's limits, so that every alert has its episode.
 *
 * <p>Additions, multiplications and divisions of doubles only: the same bits on every machine.
 */
final class Body {
  /** Microseconds in a minute. */
  static final long MINUTE = 60_000_000L;

  private static final long RAMP = 8_000_000L;
  private static final double INERTIA_MICROS = 20e6;
  private static final double HIGH_MARGIN = 8;
  private static final double LOW_MARGIN = 7;
  private static final double LEAST_BPM = 30;

  /** Beats/min above the resting rate, by local hour. */
  private static final double[] BY_HOUR = {
    -5, -6, -7, -7, -6, -4, -1, 2, 4, 5, 4, 3, 4, 5, 4, 3, 3, 4, 5, 4, 2, 0, -2, -4
  };

  private final Person person;
  private final Dice dice;
  private final Episodes episodes;
  private final Consumer<Episode> began;
  private final double inertia;
  private final int bedMinute;
  private final int wakeMinute;
  private Doing doing = Doing.RESTING;
  private double targetBpm;
  private double bpm;
  private int steps;
  private @Nullable Episode episode;
  private boolean announced;

  /** What someone is doing, a minute at a time. */
  private enum Doing {
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
   * @param began is told of each episode as it begins
   */
  Body(Plan plan, Person person, Consumer<Episode> began) {
    this.person = person;
    this.dice = new Dice(plan.seed(), 3, person.index());
    this.episodes = new Episodes(plan, person);
    this.began = began;
    this.inertia = Math.min(1, plan.everyMicros() / INERTIA_MICROS);
    this.bedMinute = 22 * 60 + dice.below(120);
    this.wakeMinute = 6 * 60 + dice.below(120);
    this.episode = episodes.first();
    liveMinute(Math.floorDiv(plan.startMicros(), MINUTE));
    this.bpm = targetBpm;
  }

  /** Begins the minute, counted since the epoch. */
  void liveMinute(long minute) {
    int local = (int) Math.floorMod(minute + person.site().hours * 60L, 1440L);
    boolean asleep = local >= bedMinute || local < wakeMinute;
    doing = next(doing, asleep);
    steps =
        doing.mostSteps == 0
            ? 0
            : doing.fewestSteps + dice.below(doing.mostSteps - doing.fewestSteps + 1);
    int hour = local / 60;
    double within = (local - hour * 60) / 60.0;
    double ofDay = BY_HOUR[hour] + (BY_HOUR[(hour + 1) % 24] - BY_HOUR[hour]) * within;
    double level = person.restingBpm() + ofDay + doing.addsBpm - (asleep ? 4 : 0);
    targetBpm = Math.min(person.high() - HIGH_MARGIN, Math.max(person.low() + LOW_MARGIN, level));
  }

  /** Steps within the minute that was begun last. */
  int steps() {
    return steps;
  }

  /** The heart moves on by one sample. */
  void beat() {
    bpm += (targetBpm - bpm) * inertia;
  }

  /** What a watch reads, rounded to whole beats. */
  int read(long atMicros, double noiseBpm) {
    double level = Math.min(person.high() - 3, Math.max(person.low() + 3, bpm + noiseBpm));
    Episode now = episode;
    if (now != null && atMicros >= now.fromMicros()) {
      level += depth(now, atMicros) * (now.bpm() + noiseBpm - level);
    }
    return (int) (Math.max(LEAST_BPM, level) + 0.5);
  }

  /** How far into an episode the heart is: 0 before and after, 1 at its level. */
  private double depth(Episode now, long atMicros) {
    if (!announced) {
      announced = true;
      began.accept(now);
    }
    if (atMicros < now.untilMicros()) {
      return Math.min(1, (double) (atMicros - now.fromMicros()) / RAMP);
    }
    double left = 1 - (double) (atMicros - now.untilMicros()) / RAMP;
    if (left > 0) {
      return left;
    }
    episode = episodes.after(now);
    announced = false;
    return 0;
  }

  private Doing next(Doing before, boolean asleep) {
    if (asleep) {
      return Doing.RESTING;
    }
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
