package io.zeitgeber.simulator.device;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

/**
 * When Europe's clocks change: the last Sundays of March and October, 01:00 UTC (Directive
 * 2000/84/EC). By rule and not by tzdata, whose version would change a seed's bytes.
 */
final class CivilDay {
  private CivilDay() {}

  static int year(long millis) {
    return java.time.Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC).getYear();
  }

  /** In days since the epoch. */
  static long lastSunday(int year, int month) {
    return LocalDate.of(year, month, 1)
        .with(TemporalAdjusters.lastInMonth(DayOfWeek.SUNDAY))
        .toEpochDay();
  }
}
