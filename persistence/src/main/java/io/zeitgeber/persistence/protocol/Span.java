package io.zeitgeber.persistence.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Durations as a protocol writes them: a whole number and one unit, {@code 30s} or {@code 48h}. */
final class Span {

  private record Unit(String name, long micros) {}

  // From the greatest to the smallest: the canonical text takes the first that divides.
  private static final List<Unit> UNITS =
      List.of(
          new Unit("h", 3_600_000_000L),
          new Unit("m", 60_000_000L),
          new Unit("s", 1_000_000L),
          new Unit("ms", 1_000L),
          new Unit("us", 1L));
  private static final Unit DAY = new Unit("d", 86_400_000_000L);
  static final long SECOND = 1_000_000L;
  static final long HOUR = 3_600_000_000L;

  private Span() {}

  /** Microseconds; null when the text is no duration. */
  static @Nullable Long parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > 15) {
      return null;
    }
    String name = text.substring(digits).trim();
    long count = Long.parseLong(text, 0, digits, 10);
    if (name.equals(DAY.name)) {
      return times(count, DAY);
    }
    for (Unit unit : UNITS) {
      if (unit.name.equals(name)) {
        return times(count, unit);
      }
    }
    return null;
  }

  static String text(long micros) {
    for (Unit unit : UNITS) {
      if (micros % unit.micros == 0 && micros != 0) {
        return micros / unit.micros + unit.name;
      }
    }
    return "0s";
  }

  private static @Nullable Long times(long count, Unit unit) {
    return count > Long.MAX_VALUE / unit.micros ? null : (Long) (count * unit.micros);
  }
}
