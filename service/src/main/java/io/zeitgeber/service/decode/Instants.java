package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Times as devices write them, exactly, to microseconds: what is finer is cut off towards the past.
 * Not reentrant: the outcome of the last call is read from {@link #micros()}.
 */
final class Instants {
  /** Times beyond this many microseconds from 1970 are refused. */
  static final long FARTHEST = 1L << 52;

  private static final int MOST_CHARACTERS = 64;
  private static final int[] DAYS_BEFORE_MONTH = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334
  };

  private long micros;
  private String text = "";
  private int at;

  /** The time that the last call found. */
  long micros() {
    return micros;
  }

  /** Reads a JSON number of milliseconds; returns what is wrong with it, null when nothing is. */
  @Nullable Refusal milliseconds(String number) {
    BigDecimal exact = decimal(number);
    if (exact == null) {
      return Refusal.BAD_TIME;
    }
    return scaled(exact, 3) ? null : Refusal.TIME_OUT_OF_RANGE;
  }

  /**
   * Reads a JSON number of seconds into microseconds, without a limit but that of a time; false
   * where it is beyond that or no number.
   */
  boolean seconds(String number) {
    BigDecimal exact = decimal(number);
    return exact != null && scaled(exact, 6);
  }

  /** Reads RFC 3339; returns what is wrong with it, null when nothing is. */
  @Nullable Refusal rfc3339(String written) {
    text = written;
    at = 0;
    int year = digits(4);
    int month = after('-') ? digits(2) : -1;
    int day = after('-') ? digits(2) : -1;
    boolean separated = after('T') || after('t') || after(' ');
    int hour = separated ? digits(2) : -1;
    int minute = after(':') ? digits(2) : -1;
    int second = after(':') ? digits(2) : -1;
    int fraction = second < 0 ? -1 : fraction();
    if (year < 0 || fraction < 0 || !isDate(year, month, day) || !isTime(hour, minute, second)) {
      return Refusal.BAD_TIME;
    }
    if (at == text.length()) {
      return Refusal.TIME_WITHOUT_OFFSET;
    }
    int offset = offsetSeconds();
    if (offset == Integer.MIN_VALUE || at != text.length()) {
      return Refusal.BAD_TIME;
    }
    long inDay = hour * 3600L + minute * 60L + second - offset;
    micros = (epochDay(year, month, day) * 86_400L + inDay) * 1_000_000L + fraction;
    return Math.abs(micros) > FARTHEST ? Refusal.TIME_OUT_OF_RANGE : null;
  }

  private static @Nullable BigDecimal decimal(String number) {
    if (number.length() > MOST_CHARACTERS) {
      return null; // more digits than any time has; and arithmetic on them could be made costly
    }
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException _) {
      return null; // NaN, Infinity, an exponent beyond int
    }
  }

  private boolean scaled(BigDecimal exact, int powerOfTen) {
    long magnitude = (long) exact.precision() - exact.scale() + powerOfTen;
    if (exact.signum() == 0) {
      micros = 0;
      return true;
    }
    if (magnitude > 18) {
      return false; // more digits before the point than a time has
    }
    if (magnitude < 0) {
      micros = exact.signum() < 0 ? -1 : 0;
      return true;
    }
    micros = exact.scaleByPowerOfTen(powerOfTen).setScale(0, RoundingMode.FLOOR).longValueExact();
    return Math.abs(micros) <= FARTHEST;
  }

  private boolean after(char expected) {
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  /** Exactly so many digits; −1 where they are not there. */
  private int digits(int count) {
    int value = 0;
    for (int end = at + count; at < end; at++) {
      int digit = at < text.length() ? text.charAt(at) - '0' : -1;
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** Microseconds after the point, 0 where there is no point, −1 where nothing follows it. */
  private int fraction() {
    if (!after('.')) {
      return 0;
    }
    int value = 0;
    int count = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = count < 6 ? value * 10 + text.charAt(at) - '0' : value;
      count++;
      at++;
    }
    for (int i = count; i < 6; i++) {
      value *= 10;
    }
    return count == 0 ? -1 : value;
  }

  private int offsetSeconds() {
    if (after('Z') || after('z')) {
      return 0;
    }
    int sign = after('+') ? 1 : after('-') ? -1 : 0;
    int hours = sign == 0 ? -1 : digits(2);
    int minutes = hours >= 0 && after(':') ? digits(2) : -1;
    boolean real = hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
    return real ? sign * (hours * 3600 + minutes * 60) : Integer.MIN_VALUE;
  }

  /** A leap second is no time of ours: 61 seconds do not fit into a count of microseconds. */
  private static boolean isTime(int hour, int minute, int second) {
    return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
  }

  private static boolean isDate(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1) {
      return false;
    }
    int days = month == 2 ? (leap(year) ? 29 : 28) : 30 + ((month + (month >> 3)) & 1);
    return day <= days;
  }

  private static boolean leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  private static long epochDay(int year, int month, int day) {
    long before = year - 1L;
    long days = before * 365 + before / 4 - before / 100 + before / 400 + (year == 0 ? -1 : 0);
    days += DAYS_BEFORE_MONTH[month - 1] + (month > 2 && leap(year) ? 1 : 0) + day - 1;
    return days - 719_162; // days from 0001-01-01 to 1970-01-01
  }
}
