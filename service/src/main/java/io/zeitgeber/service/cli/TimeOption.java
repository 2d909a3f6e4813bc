package io.zeitgeber.service.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/** Times on the command line: RFC 3339 with an offset, as microseconds since the epoch. */
final class TimeOption {

  private TimeOption() {}

  /** Reads one. Throws {@link CommandFailure} where it is none. */
  static long micros(String option, String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    } catch (DateTimeException e) {
      throw CommandFailure.usage(
          option + ": " + text + " is no time; write 2026-01-05T08:40:00Z, or with an offset");
    }
  }
}
