package io.zeitgeber.simulator.feed;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Reads a device's local times, which name no zone, as instants of one zone. By hand and in place,
 * because a {@code DateTimeFormatter} costs more than the rest of a line.
 *
 * <p>Takes {@code M/d/yyyy} ({@code d/M/yyyy} where that is said), {@code d.M.yyyy}, {@code
 * yyyy-MM-dd} or {@code yyyy/MM/dd}, then {@code h:mm[:ss] AM/PM} or {@code H:mm[:ss]}; the date
 * alone is its midnight. An hour that the clock went through twice takes the first reading; one
 * that it skipped is shifted forward by as much as it skipped. Both are counted.
 */
final class LocalTimes {
  /** What {@link #read} returns for text that is no time. */
  static final long NONE = Long.MIN_VALUE;

  private static final int DAY_S = 86_400;
  private static final int LAST_YEAR = 2199;

  private final ZoneRules rules;
  private final boolean dayFirst;
  private long ambiguous;
  private long missing;

  private byte[] text = new byte[0];
  private int at;
  private int end;

  private int knownDate = -1;
  private long dayStartS;
  private int offsetS;
  private boolean changes;

  LocalTimes(ZoneId zone) {
    this(zone, false);
  }

  /**
   * @param dayFirst whether slashes separate day, month and year, as in Britain
   */
  LocalTimes(ZoneId zone, boolean dayFirst) {
    this.rules = zone.getRules();
    this.dayFirst = dayFirst;
  }

  /** How many times could have been two instants. */
  long ambiguous() {
    return ambiguous;
  }

  /** How many times did not exist in the zone. */
  long missing() {
    return missing;
  }

  /** Epoch seconds of a local time, or {@link #NONE}. */
  long read(byte[] bytes, int from, int to) {
    text = bytes;
    at = from;
    end = to;
    if (!date()) {
      return NONE;
    }
    int second = secondOfDay();
    if (second < 0) {
      return NONE;
    }
    return changes ? resolve(second) : dayStartS + second - offsetS;
  }

  private boolean date() {
    int first = number(4);
    if (first < 0 || at >= end) {
      return false;
    }
    int separator = text[at++];
    int second = number(2);
    if (second < 0 || at >= end || text[at++] != separator) {
      return false;
    }
    int thirdFrom = at;
    int third = number(4);
    if (third < 0) {
      return false;
    }
    return switch (separator) {
      // Two digits of a year would be a guess.
      case '/' ->
          first >= 1000
              ? day(first, second, third)
              : at - thirdFrom == 4 && slashed(third, first, second);
      case '.' -> at - thirdFrom == 4 && day(third, second, first);
      case '-' -> first >= 1000 && day(first, second, third);
      default -> false;
    };
  }

  private boolean slashed(int year, int first, int second) {
    return dayFirst ? day(year, second, first) : day(year, first, second);
  }

  private boolean day(int year, int month, int day) {
    if (year < 1970 || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > 31) {
      return false;
    }
    int date = (year * 16 + month) * 32 + day;
    if (date == knownDate) {
      return true;
    }
    LocalDate first = LocalDate.of(year, month, 1);
    if (day > first.lengthOfMonth()) {
      return false;
    }
    knownDate = date;
    dayStartS = first.withDayOfMonth(day).toEpochDay() * DAY_S;
    ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(dayStartS - 2 * DAY_S));
    ZoneOffsetTransition next =
        rules.isFixedOffset()
            ? null
            : rules.nextTransition(Instant.ofEpochSecond(dayStartS - 2 * DAY_S));
    // A change within two days of here: its hours are looked at one by one.
    changes = next != null && next.toEpochSecond() < dayStartS + 3 * DAY_S;
    offsetS = offset.getTotalSeconds();
    return true;
  }

  private long resolve(int second) {
    LocalDateTime local = LocalDateTime.ofEpochSecond(dayStartS + second, 0, ZoneOffset.UTC);
    ZoneOffsetTransition transition = rules.getTransition(local);
    if (transition == null) {
      return dayStartS + second - rules.getOffset(local).getTotalSeconds();
    }
    if (transition.isGap()) {
      missing++;
    } else {
      ambiguous++;
    }
    return dayStartS + second - transition.getOffsetBefore().getTotalSeconds();
  }

  /** Seconds since local midnight, or −1. */
  private int secondOfDay() {
    if (at == end) {
      return 0;
    }
    if (text[at] != ' ' && text[at] != 'T') {
      return -1;
    }
    at++;
    int hour = number(2);
    if (hour < 0 || at >= end || text[at++] != ':') {
      return -1;
    }
    int minuteFrom = at;
    int minute = number(2);
    if (minute < 0 || minute > 59 || at - minuteFrom != 2) {
      return -1;
    }
    int second = 0;
    if (at < end && text[at] == ':') {
      at++;
      int secondFrom = at;
      second = number(2);
      if (second < 0 || second > 59 || at - secondFrom != 2) {
        return -1;
      }
      fraction();
    }
    int hourOfDay = halfDay(hour);
    return hourOfDay < 0 ? -1 : (hourOfDay * 60 + minute) * 60 + second;
  }

  /** Exports of whole seconds that say {@code .000}. */
  private void fraction() {
    if (at + 1 < end && text[at] == '.' && text[at + 1] >= '0' && text[at + 1] <= '9') {
      at++;
      while (at < end && text[at] >= '0' && text[at] <= '9') {
        at++;
      }
    }
  }

  /** The hour of the day, with what AM or PM says of it; −1 when it is none. */
  private int halfDay(int hour) {
    if (at < end && text[at] == ' ') {
      at++;
    }
    if (at == end) {
      return hour < 24 ? hour : -1;
    }
    boolean two = end - at == 2 && (text[at + 1] | 0x20) == 'm';
    int half = two ? text[at] | 0x20 : 0;
    if (hour < 1 || hour > 12 || (half != 'a' && half != 'p')) {
      return -1;
    }
    return hour % 12 + (half == 'p' ? 12 : 0);
  }

  private int number(int mostDigits) {
    int from = at;
    int number = 0;
    while (at < end && at - from < mostDigits && text[at] >= '0' && text[at] <= '9') {
      number = number * 10 + text[at++] - '0';
    }
    return at == from ? -1 : number;
  }

  /** What a bad time is told. */
  String expected(byte[] bytes, int from, int to) {
    String usual = dayFirst ? "12/4/2016 7:19:00" : "4/12/2016 7:19:00 AM";
    boolean swapped = read(bytes, from, to) == NONE && other().read(bytes, from, to) != NONE;
    String hint = dayFirst ? " (month first: without --day-first)" : " (day first: --day-first)";
    return "time: not like " + usual + (swapped ? hint : "");
  }

  private LocalTimes other() {
    return new LocalTimes(ZoneOffset.UTC, !dayFirst);
  }

  /** A zone by its IANA name, or null. */
  static @Nullable ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (java.time.DateTimeException e) {
      return null;
    }
  }
}
