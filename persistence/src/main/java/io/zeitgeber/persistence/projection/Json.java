package io.zeitgeber.persistence.projection;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes JSON in the one style that leaves the system: see the contract, §1. */
final class Json {
  private static final String HEX = "0123456789abcdef";

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

  Json name(String name) {
    separate();
    quote(name);
    text.append(':');
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

  /** Microseconds since the epoch as RFC 3339. */
  Json time(String name, long micros) {
    return field(name, Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString());
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
    for (int at = 0; at < value.length(); at++) {
      char here = value.charAt(at);
      if (here == '"' || here == '\\') {
        text.append('\\').append(here);
      } else if (here < ' ') {
        text.append("\\u00").append(HEX.charAt(here >> 4)).append(HEX.charAt(here & 15));
      } else {
        text.append(here);
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
