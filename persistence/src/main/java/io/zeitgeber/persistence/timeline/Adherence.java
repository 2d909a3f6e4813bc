package io.zeitgeber.persistence.timeline;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of each of a participant's local days a wearable was worn. A view made when reading:
 * only here a zone is known, and the version of its rules is named with it.
 */
public final class Adherence {
  private static final long SECOND_MICROS = 1_000_000;
  private static final long HOUR_MICROS = 3_600 * SECOND_MICROS;

  private Adherence() {}

  /** What a day amounts to. */
  public enum Amount {
    ENOUGH,
    LITTLE,
    NONE,
    /** Not synced yet for all of what would decide it. */
    UNKNOWN,
    /** Outside of the study's days. */
    NOT_EXPECTED
  }

  /**
   * What makes a day.
   *
   * @param enoughSeconds worn at least so long
   * @param littleSeconds worn at least so long, but not enough
   */
  public record Limits(long enoughSeconds, long littleSeconds) {

    /** Ten hours are enough, less than one is none. */
    public static final Limits DEFAULT = new Limits(10 * 3600, 3600);
  }

  /**
   * One local day.
   *
   * @param seconds how long it is: 23 or 25 h where the clocks change
   * @param wornSeconds by any device
   * @param unknownSeconds neither worn nor known not to be
   * @param partial the first or last day of the study, or the one that is not over
   */
  public record Day(
      LocalDate date,
      long seconds,
      long wornSeconds,
      long unknownSeconds,
      boolean partial,
      Amount amount) {}

  /** Version of the time-zone rules that days are cut by, for example {@code 2026a}. */
  public static String zoneRules(ZoneId zone) {
    var versions = ZoneRulesProvider.getVersions(zone.getId());
    return versions.isEmpty() ? "fixed" : versions.lastEntry().getKey();
  }

  /**
   * The days from the first to the last.
   *
   * @param wear of all devices
   * @param from first day of the study; null where it is not said
   * @param until last day of the study; null where it is not said
   * @param nowMicros up to when time has passed
   */
  public static List<Day> days(
      WearSpans wear,
      LocalDate first,
      LocalDate last,
      ZoneId zone,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      long nowMicros,
      Limits limits) {
    List<Day> days = new ArrayList<>();
    long end = micros(first.atStartOfDay(zone).toInstant());
    for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1)) {
      long start = end;
      end = micros(date.plusDays(1).atStartOfDay(zone).toInstant());
      boolean expected =
          (from == null || !date.isBefore(from))
              && (until == null || !date.isAfter(until))
              && start < nowMicros;
      long worn = wear.wornMicros(start, end) / SECOND_MICROS;
      long known = wear.knownMicros(start, end) / SECOND_MICROS;
      long seconds = (end - start) / SECOND_MICROS;
      long unknown = (Math.min(end, Math.max(start, nowMicros)) - start) / SECOND_MICROS - known;
      boolean partial = date.equals(from) || date.equals(until) || end > nowMicros;
      Amount amount = expected ? amount(worn, unknown, limits) : Amount.NOT_EXPECTED;
      days.add(new Day(date, seconds, worn, Math.max(0, unknown), partial, amount));
    }
    return days;
  }

  /**
   * One local hour of a day.
   *
   * @param seconds how long it is
   */
  public record Hour(long startMicros, long seconds, long wornSeconds, long unknownSeconds) {}

  /** The hours of a local day: 23 or 25 of them where the clocks change. */
  public static List<Hour> hours(WearSpans wear, LocalDate date, ZoneId zone, long nowMicros) {
    List<Hour> hours = new ArrayList<>();
    long end = micros(date.plusDays(1).atStartOfDay(zone).toInstant());
    long start = micros(date.atStartOfDay(zone).toInstant());
    while (start < end) {
      long next = Math.min(end, start + HOUR_MICROS);
      long passed = Math.min(next, Math.max(start, nowMicros));
      long known = wear.knownMicros(start, next) / SECOND_MICROS;
      hours.add(
          new Hour(
              start,
              (next - start) / SECOND_MICROS,
              wear.wornMicros(start, next) / SECOND_MICROS,
              Math.max(0, (passed - start) / SECOND_MICROS - known)));
      start = next;
    }
    return hours;
  }

  /** What is unknown decides nothing unless it could not change the answer. */
  private static Amount amount(long worn, long unknown, Limits limits) {
    Amount least = amount(worn, limits);
    return least == amount(worn + Math.max(0, unknown), limits) ? least : Amount.UNKNOWN;
  }

  private static Amount amount(long worn, Limits limits) {
    return worn >= limits.enoughSeconds()
        ? Amount.ENOUGH
        : worn >= limits.littleSeconds() ? Amount.LITTLE : Amount.NONE;
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
