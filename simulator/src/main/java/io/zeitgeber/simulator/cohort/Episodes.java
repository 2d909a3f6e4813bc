package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.chance.Dice;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * When a person's heart leaves their limits. As it comes, the first hour is eventful, so that there
 * is something to see: most people have an episode every few minutes, a tenth of all is in the
 * middle of a fast one and another tenth of a slow one as the recording begins. Later ones are
 * three quarters of an hour apart.
 */
final class Episodes {
  private static final double MINUTE = 60e6;
  private static final double EVENTFUL = 60 * MINUTE;
  private static final double LIABLE = 0.8;

  private final Dice dice;
  private final Person person;
  private final long startMicros;
  private final OptionalDouble perHour;
  private final boolean any;

  Episodes(Plan plan, Person person) {
    this.dice = new Dice(plan.seed(), 2, person.index());
    this.person = person;
    this.startMicros = plan.startMicros();
    this.perHour = plan.episodesPerHour();
    boolean liable = dice.unit() < LIABLE || opening(person.index()) != null;
    this.any = perHour.isPresent() ? perHour.getAsDouble() > 0 : liable;
  }

  /** The first episode; null for someone who has none. */
  @Nullable Episode first() {
    if (!any) {
      return null;
    }
    Episode.Kind opening = perHour.isPresent() ? null : opening(person.index());
    if (opening != null) {
      return of(opening, startMicros - 15_000_000L, dice.between(85, 150));
    }
    return of(kind(), startMicros + (long) (gapMicros(startMicros) * dice.unit()), length());
  }

  /** The episode after one that has ended. */
  Episode after(Episode last) {
    long gap = (long) (gapMicros(last.untilMicros()) * dice.between(0.5, 1.5));
    return of(kind(), last.untilMicros() + gap + 40_000_000L, length());
  }

  private static Episode.@Nullable Kind opening(int index) {
    return switch (index % 10) {
      case 0 -> Episode.Kind.TACHYCARDIA;
      case 4 -> Episode.Kind.BRADYCARDIA;
      default -> null;
    };
  }

  private double gapMicros(long atMicros) {
    if (perHour.isPresent()) {
      return Math.max(0, 60 * MINUTE / perHour.getAsDouble() - 140e6);
    }
    return atMicros - startMicros < EVENTFUL ? 2 * MINUTE : 45 * MINUTE;
  }

  private Episode.Kind kind() {
    return dice.unit() < 0.75 ? Episode.Kind.TACHYCARDIA : Episode.Kind.BRADYCARDIA;
  }

  private double length() {
    return dice.between(70, 140);
  }

  private Episode of(Episode.Kind kind, long fromMicros, double seconds) {
    long until = fromMicros + Math.round(seconds * 1000) * 1000;
    return switch (kind) {
      case TACHYCARDIA ->
          new Episode(kind, fromMicros, until, person.high() + dice.between(15, 45), person.high());
      case BRADYCARDIA ->
          new Episode(kind, fromMicros, until, person.low() - dice.between(5, 8), person.low());
    };
  }
}
