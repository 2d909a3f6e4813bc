package io.zeitgeber.simulator.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times and durations as people write them. */
public final class TimeText {
  private TimeText() {}

  /** RFC 3339 in UTC of epoch milliseconds. */
  public static String rfc3339(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** A duration such as {@code 250ms}, {@code 90s}, {@code 1h30m}, {@code 7d}, {@code PT5M}. */
  public static Duration duration(String text) {
    try {
      Duration parsed = text.startsWith("P") ? Duration.parse(text) : units(text);
      if (parsed.isPositive()) {
        return parsed;
      }
    } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
      // Falls through to the sentence below.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no duration: 250ms, 90s, 15m, 2h, 7d, 1h30m");
  }

  private static Duration units(String text) {
    Duration sum = Duration.ZERO;
    int at = 0;
    while (at < text.length()) {
      int from = at;
      while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      double amount = Double.parseDouble(text.substring(from, at));
      int unitFrom = at;
      while (at < text.length() && Character.isLetter(text.charAt(at))) {
        at++;
      }
      sum = sum.plusNanos((long) (amount * nanos(text.substring(unitFrom, at))));
    }
    return sum;
  }

  private static double nanos(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m", "min" -> 60e9;
      case "h" -> 3600e9;
      case "d" -> 86400e9;
      default -> throw new NumberFormatException(unit);
    };
  }

  /** A duration as people read it: {@code 1h 30m}, {@code 2m 5s}, {@code 1.4s}. */
  public static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= 86_400) {
      return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }
    if (seconds >= 3600) {
      return pair(seconds / 3600, "h", seconds % 3600 / 60, "m");
    }
    if (seconds >= 60) {
      return pair(seconds / 60, "m", seconds % 60, "s");
    }
    double exact = duration.toMillis() / 1000.0;
    return exact == Math.rint(exact) || exact >= 10
        ? Math.round(exact) + "s"
        : String.format(Locale.ROOT, "%.1fs", exact);
  }

  private static String pair(long many, String unit, long rest, String smaller) {
    return many + unit + (rest == 0 ? "" : " " + rest + smaller);
  }

  /** Reads a duration from the command line. */
  public static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return duration(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Reads a time from the command line: RFC 3339, or {@code now}. */
  public static final class InstantConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      if (text.equalsIgnoreCase("now")) {
        return Instant.now();
      }
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException _) {
        throw new TypeConversionException(
            "'" + text + "' is no time: RFC 3339 with an offset (2026-01-05T00:00:00Z), or now");
      }
    }
  }
}
