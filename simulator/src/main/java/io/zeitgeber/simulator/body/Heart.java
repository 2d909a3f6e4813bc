package io.zeitgeber.simulator.body;

import io.zeitgeber.simulator.body.Minutes.Stage;
import io.zeitgeber.simulator.scenario.Scenario;
import java.util.function.Consumer;

/**
 * A heart rate: a level by the hour, by sleep and by what is being done, followed with inertia, and
 * episodes beyond the person's limits. Outside of episodes it stays within them.
 */
final class Heart {
  private static final long GRID_MILLIS = Minutes.MINUTE / Minutes.GRID;
  private static final double INERTIA = GRID_MILLIS / 20_000.0;
  private static final double RAMP_MILLIS = 8000;
  private static final double HIGH_MARGIN = 9;
  private static final double LOW_MARGIN = 8;

  /** Beats/min above the resting rate, by local hour. */
  private static final double[] BY_HOUR = {
    -5, -6, -7, -7, -6, -4, -1, 2, 4, 5, 4, 3, 4, 5, 4, 3, 3, 4, 5, 4, 2, 0, -2, -4
  };

  private final Person person;
  private final Episodes episodes;
  private final Consumer<Episode> began;
  private Episode episode;
  private boolean announced;
  private double bpm;

  Heart(
      long seed,
      Person person,
      Scenario.Adverse adverse,
      long fromMillis,
      Consumer<Episode> began) {
    this.person = person;
    this.episodes =
        new Episodes(seed, person, adverse.tachycardiasPerDay(), adverse.bradycardiasPerDay());
    this.began = began;
    this.episode = episodes.after(fromMillis);
    this.bpm = person.restingBpm();
  }

  /** Where it tends to. */
  double level(int localMinute, Life.Doing doing, Stage stage) {
    int hour = localMinute / 60;
    double within = (localMinute - hour * 60) / 60.0;
    double ofDay = BY_HOUR[hour] + (BY_HOUR[(hour + 1) % 24] - BY_HOUR[hour]) * within;
    double ofSleep =
        switch (stage) {
          case AWAKE -> 0;
          case LIGHT -> -3;
          case DEEP -> -6;
          case REM -> 0;
        };
    double level = person.restingBpm() + ofDay + doing.addsBpm + ofSleep;
    return Math.min(person.high() - HIGH_MARGIN, Math.max(person.low() + LOW_MARGIN, level));
  }

  /** Beats through one minute of the stretch. */
  void live(Minutes minutes, int minute, double level) {
    long at = (minutes.first + minute) * Minutes.MINUTE;
    int grid = minute * Minutes.GRID;
    if (minute == 0) {
      minutes.bpm[0] = at(at);
    }
    for (int i = 1; i <= Minutes.GRID; i++) {
      bpm += (level - bpm) * INERTIA;
      minutes.bpm[grid + i] = at(at + i * GRID_MILLIS);
    }
  }

  private double at(long millis) {
    if (millis < episode.fromMillis()) {
      return bpm;
    }
    if (!announced) {
      announced = true;
      began.accept(episode);
    }
    double depth =
        millis < episode.untilMillis()
            ? Math.min(1, (millis - episode.fromMillis()) / RAMP_MILLIS)
            : 1 - (millis - episode.untilMillis()) / RAMP_MILLIS;
    if (depth <= 0 && millis >= episode.untilMillis()) {
      episode = episodes.after(episode.untilMillis());
      announced = false;
      return bpm;
    }
    return bpm + depth * (episode.bpm() - bpm);
  }
}
