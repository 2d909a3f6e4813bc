package io.zeitgeber.simulator.body;

import io.zeitgeber.simulator.chance.Dice;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One participant, as enrolled.
 *
 * @param index in the cohort, from 0
 * @param restingBpm heart rate at rest, by day
 * @param high the upper limit that holds for them, in beats/min
 * @param low the lower limit
 * @param thresholds the enrolment's {@code thresholds}; null where the protocol's hold
 */
public record Person(
    int index,
    String id,
    Site site,
    double restingBpm,
    double high,
    double low,
    @Nullable String thresholds) {
  private static final double[] HIGHS = {105, 110, 115, 130};
  private static final double[] LOWS = {38, 44, 46};

  /** The protocol's defaults, by the wire contract. */
  private static final double DEFAULT_HIGH = 120;

  private static final double DEFAULT_LOW = 40;

  /** Where someone is seen. */
  public enum Site {
    GERMANY("DE-01", "Europe/Berlin", 1),
    BRITAIN("GB-01", "Europe/London", 0),
    FINLAND("FI-01", "Europe/Helsinki", 2),
    SPAIN("ES-01", "Europe/Madrid", 1);

    private final String id;
    private final String zone;
    private final int hours;

    Site(String id, String zone, int hours) {
      this.id = id;
      this.zone = zone;
      this.hours = hours;
    }

    public String id() {
      return id;
    }

    public String zone() {
      return zone;
    }

    /** Ahead of UTC in winter. */
    public int hours() {
      return hours;
    }
  }

  /** The {@code index}-th person of a cohort of so many. */
  public static Person of(long seed, int participants, int index) {
    Dice dice = new Dice(seed, 101, index);
    int digits = Math.max(3, Integer.toString(participants).length());
    Site site = Site.values()[dice.below(Site.values().length)];
    double resting = dice.between(58, 76);
    boolean ownHigh = dice.happens(0.3);
    boolean ownLow = dice.happens(0.2);
    double high = ownHigh ? HIGHS[dice.below(HIGHS.length)] : DEFAULT_HIGH;
    double low = ownLow ? LOWS[dice.below(LOWS.length)] : DEFAULT_LOW;
    return new Person(
        index,
        String.format(Locale.ROOT, "P%0" + digits + "d", index + 1),
        site,
        resting,
        high,
        low,
        thresholds(ownHigh, high, ownLow, low));
  }

  private static @Nullable String thresholds(
      boolean ownHigh, double high, boolean ownLow, double low) {
    if (!ownHigh && !ownLow) {
      return null;
    }
    String above = ownHigh ? "\"high\":" + (long) high : "";
    String below = ownLow ? "\"low\":" + (long) low : "";
    return "{\"heart_rate\":{" + above + (ownHigh && ownLow ? "," : "") + below + "}}";
  }
}
