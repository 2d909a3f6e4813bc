package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.scenario.Regime;
import java.util.ArrayList;
import java.util.List;

/** When and how a clock will be set wrong, drawn before anything is lived. */
final class Faults {
  private static final long SECOND = 1000;
  private static final long HOUR = 3600 * SECOND;
  private static final long DAY = 24 * HOUR;

  private final Dice dice;
  private final long from;
  private final long until;
  private final int siteHours;

  /**
   * One of them.
   *
   * @param addsMicros to the clock's error; where {@code sets}, what the error becomes
   * @param epochMicros what the clock shows after a reset; −1 for no reset
   */
  record Fault(long atMillis, boolean sets, double addsMicros, long epochMicros, String cause) {}

  Faults(Dice dice, long fromMillis, long untilMillis, int siteHours) {
    this.dice = dice;
    this.from = fromMillis;
    this.until = untilMillis;
    this.siteHours = siteHours;
  }

  /** The error that the clock begins with, in microseconds. */
  double first(Regime regime) {
    return switch (regime.fault()) {
      case NTP -> 5e4 * dice.gaussian();
      case ZONE, TRAVEL -> siteHours * 1000.0 * HOUR + 2e6 * dice.gaussian();
      case DAYLIGHT -> (siteHours + (summer(from) ? 1 : 0)) * 1000.0 * HOUR + 2e6 * dice.gaussian();
      case NONE, SECOND, HOUR, RESET, TEMPERATURE -> regime == Regime.TRUSTED ? 0 : any();
    };
  }

  /** Half of all are seconds off, a quarter whole hours, a quarter up to three days. */
  private double any() {
    return switch (dice.below(4)) {
      case 2 -> (dice.below(25) - 12) * 1000.0 * HOUR + 2e6 * dice.gaussian();
      case 3 -> dice.between(-1, 1) * 3 * 1000.0 * DAY;
      default -> 2e6 * dice.gaussian();
    };
  }

  /** All of them, in order of time. */
  List<Fault> of(Regime regime) {
    return switch (regime.fault()) {
      case NONE, TEMPERATURE -> List.of();
      case SECOND -> jumps(1000.0 * SECOND, "second");
      case HOUR -> jumps(1000.0 * HOUR, "hour");
      case RESET -> reset();
      case NTP -> ntp();
      case ZONE -> away(dice.between(2, 12) * HOUR, "zone");
      case TRAVEL -> away(Math.max(6 * HOUR, (until - from) * dice.between(0.2, 0.4)), "travel");
      case DAYLIGHT -> daylight();
    };
  }

  /** Two a week, at least one; the first quarter of the time, up to 30 hours, stays quiet. */
  private List<Fault> jumps(double micros, String cause) {
    int count = (int) Math.max(1, Math.round(2.0 * (until - from) / (7 * DAY)));
    long quiet = Math.min(30 * HOUR, (until - from) / 4);
    double each = (until - from - 2.0 * quiet) / count;
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long at = from + quiet + (long) ((i + dice.unit() * 0.8) * each);
      faults.add(new Fault(at, false, dice.unit() < 0.5 ? micros : -micros, -1, cause));
    }
    return faults;
  }

  private List<Fault> reset() {
    long quiet = Math.min(DAY, (until - from) / 4);
    long at = from + quiet + (long) (dice.unit() * (until - from - 2 * quiet));
    long epoch = dice.unit() < 0.5 ? 1_546_300_800_000_000L : 0;
    long again = at + 600_000 + (long) (dice.unit() * 6_600_000);
    double error = 2e5 * dice.gaussian();
    return List.of(
        new Fault(at, true, 0, epoch, "reset"), new Fault(again, true, error, -1, "resync"));
  }

  private List<Fault> ntp() {
    List<Fault> faults = new ArrayList<>();
    for (long at = from + (long) (dice.unit() * DAY); at < until; ) {
      faults.add(new Fault(at, true, 5e4 * dice.gaussian(), -1, "ntp"));
      at += (long) (DAY * dice.between(0.8, 1.2));
    }
    return faults;
  }

  /** Some whole hours away, and back. */
  private List<Fault> away(double lastsMillis, String cause) {
    double hours = (dice.unit() < 0.5 ? -1 : 1) * (1 + dice.below(cause.equals("zone") ? 3 : 8));
    long quiet = Math.min(DAY, (until - from) / 4);
    double room = Math.max(0, until - from - 2.0 * quiet - lastsMillis);
    long at = from + quiet + (long) (dice.unit() * room);
    double micros = hours * 1000.0 * HOUR;
    return List.of(
        new Fault(at, false, micros, -1, cause),
        new Fault(at + (long) lastsMillis, false, -micros, -1, cause));
  }

  private List<Fault> daylight() {
    List<Fault> faults = new ArrayList<>();
    for (int year = CivilDay.year(from); year <= CivilDay.year(until); year++) {
      long forward = CivilDay.lastSunday(year, 3) * DAY + HOUR;
      long back = CivilDay.lastSunday(year, 10) * DAY + HOUR;
      if (forward >= from && forward < until) {
        faults.add(new Fault(forward, false, 1000.0 * HOUR, -1, "daylight"));
      }
      if (back >= from && back < until) {
        faults.add(new Fault(back, false, -1000.0 * HOUR, -1, "daylight"));
      }
    }
    return faults;
  }

  private static boolean summer(long millis) {
    int year = CivilDay.year(millis);
    return millis >= CivilDay.lastSunday(year, 3) * DAY + HOUR
        && millis < CivilDay.lastSunday(year, 10) * DAY + HOUR;
  }
}
