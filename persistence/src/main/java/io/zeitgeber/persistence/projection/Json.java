package io.zeitgeber.persistence.projection;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes JSON in the one style that leaves the system: see the contract, §1. */
final class Json {
  private static final String HEX = "0123456789abcdef";
  private static final int MICROS = 1_000_000;
  private static final int DAY_SECONDS = 86_400;
  private static final int MOST_YEAR = 9999;

  private final StringBuilder text = new StringBuilder(512);
  private boolean comma;

  /** Begins an object or an array. */
  Json begin(char bracket) {
    separate();
    text.append(bracket);
    comma = false;
    return this;
  }

  /** Ends an object or an array. */
  Json end(char bracket) {
    text.append(bracket);
    comma = true;
    return this;
  }

  /** A field's name, which nothing in needs an escape. */
  Json name(String name) {
    separate();
    text.append('"').append(name).append("\":");
    comma = false;
    return this;
  }

  Json field(String name, String value) {
    name(name);
    return value(value);
  }

  /** Left out where there is no value. */
  Json ifThere(String name, @Nullable String value) {
    return value == null ? this : field(name, value);
  }

  Json field(String name, long value) {
    name(name);
    return raw(Long.toString(value));
  }

  Json field(String name, boolean value) {
    name(name);
    return raw(Boolean.toString(value));
  }

  /** In the shortest form that gives the same double; {@code null} where it is no number. */
  Json field(String name, double value) {
    name(name);
    return raw(Double.isFinite(value) ? Double.toString(value) : "null");
  }

  /** Microseconds as seconds. */
  Json seconds(String name, long micros) {
    name(name);
    return raw(BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString());
  }

  /** Microseconds as milliseconds. */
  Json millis(String name, long micros) {
    name(name);
    return raw(BigDecimal.valueOf(micros, 3).stripTrailingZeros().toPlainString());
  }

  /** Microseconds since the epoch as RFC 3339, in the form that {@link Instant} gives it. */
  Json time(String name, long micros) {
    long second = Math.floorDiv(micros, MICROS);
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(second, DAY_SECONDS));
    if (day.getYear() < 0 || day.getYear() > MOST_YEAR) {
      return field(name, Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString());
    }
    name(name);
    int ofDay = Math.floorMod(second, DAY_SECONDS);
    text.append('"');
    digits(day.getYear(), 1000).append('-');
    digits(day.getMonthValue(), 10).append('-');
    digits(day.getDayOfMonth(), 10).append('T');
    digits(ofDay / 3600, 10).append(':');
    digits(ofDay / 60 % 60, 10).append(':');
    digits(ofDay % 60, 10);
    fraction(Math.floorMod(micros, MICROS));
    text.append("Z\"");
    comma = true;
    return this;
  }

  /** None, three or six digits. */
  private void fraction(int micros) {
    if (micros % 1000 != 0) {
      text.append('.');
      digits(micros, 100_000);
    } else if (micros != 0) {
      text.append('.');
      digits(micros / 1000, 100);
    }
  }

  /** With leading zeros, from the digit of that place on. */
  private StringBuilder digits(int number, int place) {
    for (int at = place; at > 0; at /= 10) {
      text.append((char) ('0' + number / at % 10));
    }
    return text;
  }

  Json unknown(String name) {
    name(name);
    return raw("null");
  }

  private Json value(String value) {
    separate();
    quote(value);
    comma = true;
    return this;
  }

  private Json raw(String value) {
    separate();
    text.append(value);
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) {
      text.append(',');
    }
  }

  private void quote(String value) {
    text.append('"');
    int plain = 0;
    for (int at = 0; at < value.length(); at++) {
      char here = value.charAt(at);
      if (here < ' ' || here == '"' || here == '\\') {
        text.append(value, plain, at);
        escape(here);
        plain = at + 1;
      }
    }
    text.append(value, plain, value.length()).append('"');
  }

  private void escape(char special) {
    if (special < ' ') {
      text.append("\\u00").append(HEX.charAt(special >> 4)).append(HEX.charAt(special & 15));
    } else {
      text.append('\\').append(special);
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
