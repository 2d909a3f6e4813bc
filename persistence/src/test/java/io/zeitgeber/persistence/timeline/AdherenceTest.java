package io.zeitgeber.persistence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdherenceTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void day_isEnoughLittleOrNone_byWhatWasWorn() {
    List<TimelineEntry> wear =
        List.of(
            run("worn", "2026-01-12T06:00:00Z", "2026-01-12T17:00:00Z"),
            run("not_worn", "2026-01-12T17:00:00Z", "2026-01-13T08:00:00Z"),
            run("worn", "2026-01-13T08:00:00Z", "2026-01-13T10:00:00Z"),
            run("not_worn", "2026-01-13T10:00:00Z", "2026-01-15T23:00:00Z"));
    assertThat(amounts(wear, "2026-01-11", "2026-01-16", "2026-01-20T00:00:00Z"))
        .containsExactly(
            "NOT_EXPECTED", "ENOUGH partial", "LITTLE", "NONE", "NONE partial", "NOT_EXPECTED");
  }

  @Test
  void secondDevice_wornAtTheSameTime_countsOnce() {
    List<TimelineEntry> wear =
        List.of(
            run("worn", "2026-01-13T06:00:00Z", "2026-01-13T12:00:00Z"),
            run("worn", "2026-01-13T08:00:00Z", "2026-01-13T13:00:00Z"),
            run("not_worn", "2026-01-12T23:00:00Z", "2026-01-13T06:00:00Z"),
            run("not_worn", "2026-01-13T13:00:00Z", "2026-01-13T23:00:00Z"));
    assertThat(days(wear, "2026-01-13", "2026-01-13", "2026-01-20T00:00:00Z"))
        .singleElement()
        .satisfies(
            day -> {
              assertThat(day.wornSeconds()).isEqualTo(7 * 3600);
              assertThat(day.amount()).isEqualTo(Adherence.Amount.LITTLE);
            });
  }

  @Test
  void whatIsNotSynced_decidesNothing_unlessItCouldNotChangeTheAnswer() {
    List<TimelineEntry> wear = List.of(run("worn", "2026-01-12T23:00:00Z", "2026-01-13T09:30:00Z"));
    assertThat(amounts(wear, "2026-01-13", "2026-01-14", "2026-01-20T00:00:00Z"))
        .containsExactly("ENOUGH", "UNKNOWN");
  }

  @Test
  void dayOfTheClockChange_is23Or25HoursLong() {
    assertThat(days(List.of(), "2026-03-29", "2026-03-29", "2026-12-01T00:00:00Z"))
        .extracting(Adherence.Day::seconds)
        .containsExactly(23 * 3600L);
    assertThat(days(List.of(), "2026-10-25", "2026-10-25", "2026-12-01T00:00:00Z"))
        .extracting(Adherence.Day::seconds)
        .containsExactly(25 * 3600L);
    assertThat(Adherence.zoneRules(BERLIN)).matches("20\\d\\d[a-z]");
  }

  @Test
  void currentDay_isPartial() {
    assertThat(amounts(List.of(), "2026-01-14", "2026-01-15", "2026-01-14T11:00:00Z"))
        .containsExactly("UNKNOWN partial", "NOT_EXPECTED");
  }

  private static List<String> amounts(
      List<TimelineEntry> wear, String first, String last, String now) {
    return days(wear, first, last, now).stream()
        .map(
            day ->
                day.amount()
                    + (day.partial() && day.amount() != Adherence.Amount.NOT_EXPECTED
                        ? " partial"
                        : ""))
        .toList();
  }

  private static List<Adherence.Day> days(
      List<TimelineEntry> wear, String first, String last, String now) {
    LocalDate from = first.compareTo("2026-01-12") < 0 ? LocalDate.of(2026, 1, 12) : null;
    LocalDate until = last.equals("2026-01-16") ? LocalDate.of(2026, 1, 15) : null;
    return Adherence.days(
        spans(wear),
        LocalDate.parse(first),
        LocalDate.parse(last),
        BERLIN,
        from,
        until,
        micros(now),
        Adherence.Limits.DEFAULT);
  }

  private static WearSpans spans(List<TimelineEntry> wear) {
    WearSpans.Builder spans = new WearSpans.Builder();
    wear.stream()
        .sorted(Comparator.comparingLong(TimelineEntry::startMicros))
        .forEach(
            each -> spans.add(each.startMicros(), each.endMicros(), "worn".equals(each.code())));
    return spans.build();
  }

  private static TimelineEntry run(String code, String from, String to) {
    return new TimelineEntry(
        "wear",
        "watch-1",
        micros(from),
        micros(to),
        null,
        code,
        null,
        null,
        null,
        1,
        "final",
        "wear",
        "",
        true);
  }

  private static long micros(String time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
  }
}
