package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.chance.Dice;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One participant, as enrolled.
 *
 * @param index in the cohort, from 0
 * @param restingBpm heart rate at rest, by day
 * @param personalHigh upper limit of this person's own, in beats/min
 * @param personalLow lower limit of this person's own
 */
record Person(
    int index,
    String id,
    Site site,
    double restingBpm,
    OptionalDouble personalHigh,
    OptionalDouble personalLow) {
  private static final double[] HIGHS = {105, 110, 115, 130};
  private static final double[] LOWS = {38, 44, 46};

  /** The protocol's defaults, by the wire contract. */
  private static final double DEFAULT_HIGH = 120;

  private static final double DEFAULT_LOW = 40;

  /** Where someone is seen; the hours are winter time and shape the body's day only. */
  enum Site {
    GERMANY("DE-01", "Europe/Berlin", 1),
    BRITAIN("GB-01", "Europe/London", 0),
    FINLAND("FI-01", "Europe/Helsinki", 2),
    SPAIN("ES-01", "Europe/Madrid", 1);

    final String id;
    final String zone;
    final int hours;

    Site(String id, String zone, int hours) {
      this.id = id;
      this.zone = zone;
      this.hours = hours;
    }
  }

  /** The {@code index}-th person of a cohort. */
  static Person of(Plan plan, int index) {
    Dice dice = new Dice(plan.seed(), 1, index);
    int digits = Math.max(3, Integer.toString(plan.participants()).length());
    return new Person(
        index,
        String.format(Locale.ROOT, "P%0" + digits + "d", index + 1),
        Site.values()[dice.below(Site.values().length)],
        dice.between(58, 76),
        dice.unit() < 0.3
            ? OptionalDouble.of(HIGHS[dice.below(HIGHS.length)])
            : OptionalDouble.empty(),
        dice.unit() < 0.2
            ? OptionalDouble.of(LOWS[dice.below(LOWS.length)])
            : OptionalDouble.empty());
  }

  double high() {
    return personalHigh.orElse(DEFAULT_HIGH);
  }

  double low() {
    return personalLow.orElse(DEFAULT_LOW);
  }

  /** The enrolment's {@code thresholds}; null where the protocol's hold. */
  @Nullable String thresholds() {
    if (personalHigh.isEmpty() && personalLow.isEmpty()) {
      return null;
    }
    StringBuilder json = new StringBuilder("{\"heart_rate\":{");
    personalHigh.ifPresent(high -> json.append("\"high\":").append((long) high));
    json.append(personalHigh.isPresent() && personalLow.isPresent() ? "," : "");
    personalLow.ifPresent(low -> json.append("\"low\":").append((long) low));
    return json.append("}}").toString();
  }
}
