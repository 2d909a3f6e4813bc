package io.zeitgeber.simulator.body;

import io.zeitgeber.simulator.chance.Dice;

/** When a person's heart leaves their limits: two Poisson courses that never overlap. */
final class Episodes {
  private static final double DAY_MILLIS = 86_400_000;
  private static final double REST_MILLIS = 300_000;

  private final Dice dice;
  private final Person person;
  private final double perDay;
  private final double tachycardias;

  Episodes(long seed, Person person, double tachycardiasPerDay, double bradycardiasPerDay) {
    this.dice = new Dice(seed, 102, person.index());
    this.person = person;
    this.perDay = tachycardiasPerDay + bradycardiasPerDay;
    this.tachycardias = perDay == 0 ? 0 : tachycardiasPerDay / perDay;
  }

  /** The first episode that begins after a time; one that never comes where there are none. */
  Episode after(long millis) {
    if (perDay == 0) {
      return new Episode(Episode.Kind.TACHYCARDIA, Long.MAX_VALUE, Long.MAX_VALUE, 0, 0);
    }
    long from = millis + (long) (REST_MILLIS + dice.exponential(DAY_MILLIS / perDay));
    long until = from + (long) (1000 * dice.between(90, 600));
    return dice.unit() < tachycardias
        ? new Episode(
            Episode.Kind.TACHYCARDIA,
            from,
            until,
            person.high() + dice.between(12, 40),
            person.high())
        : new Episode(
            Episode.Kind.BRADYCARDIA, from, until, person.low() - dice.between(4, 8), person.low());
  }
}
