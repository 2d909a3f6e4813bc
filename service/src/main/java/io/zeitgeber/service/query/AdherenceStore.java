package io.zeitgeber.service.query;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.timeline.Adherence;
import io.zeitgeber.persistence.timeline.TimelineEntry;
import io.zeitgeber.persistence.timeline.TimelineReader;
import io.zeitgeber.service.query.v1.GetAdherenceRequest;
import io.zeitgeber.service.query.v1.GetAdherenceResponse;
import io.zeitgeber.service.security.Caller;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Participant × local day: worn and expected. */
final class AdherenceStore {
  private static final double HOUR_SECONDS = 3600;
  private static final int MOST_DAYS = 400;

  private static final String PEOPLE =
      """
      select p.participant, p.site, t.zone, t.from_day, t.until_day, p.last_received_micros
      from zeitgeber.participants p left join zeitgeber.timeline_people t
        using (study, participant)
      where p.study = ? and p.participant > ? and (?::text is null or p.site = ?)
        and (?::text[] is null or p.site = any(?))
      order by p.participant limit ?\
      """;

  private final Database database;
  private final TimelineReader timelines;

  AdherenceStore(Sources sources) {
    this.database = new Database(sources.database());
    this.timelines = new TimelineReader(sources.database());
  }

  private record Person(
      String participant,
      @Nullable String site,
      ZoneId zone,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      long nowMicros) {}

  GetAdherenceResponse rows(GetAdherenceRequest request) {
    String study = Asked.study(request.getStudy());
    LocalDate first = day("from_day", request.getFromDay());
    LocalDate last = day("until_day", request.getUntilDay());
    if (last.isBefore(first) || ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
      throw Failures.badField("until_day", "expected from_day or up to " + MOST_DAYS + " days on");
    }
    int size = Asked.page(request.getPageSize());
    @Nullable String site = request.hasSite() ? Asked.id("site", request.getSite()) : null;
    @Nullable List<String> sites = Caller.current().sites();
    List<String> after = Asked.token("page_token", request.getPageToken(), 1);
    List<Person> page =
        Rows.of(
            database,
            PEOPLE,
            row ->
                new Person(
                    row.getString(1),
                    row.getString(2),
                    zone(row.getString(3)),
                    date(row.getString(4)),
                    date(row.getString(5)),
                    now(row.getLong(6))),
            study,
            after.isEmpty() ? "" : after.getFirst(),
            site,
            site,
            sites,
            sites,
            size + 1);
    GetAdherenceResponse.Builder response =
        GetAdherenceResponse.newBuilder()
            .setTzdataVersion(Adherence.zoneRules(ZoneId.of("Europe/Berlin")));
    page.stream().limit(size).forEach(who -> response.addRows(row(study, who, first, last)));
    if (page.size() > size) {
      response.setNextPageToken(Asked.token(List.of(page.get(size - 1).participant())));
    }
    return response.build();
  }

  private GetAdherenceResponse.Row row(String study, Person who, LocalDate first, LocalDate last) {
    List<TimelineEntry> wear = new ArrayList<>();
    timelines.rows(
        new TimelineReader.Question(
            study,
            who.participant(),
            first.atStartOfDay(who.zone()).toInstant(),
            last.plusDays(1).atStartOfDay(who.zone()).toInstant(),
            List.of("wear")),
        wear::add);
    GetAdherenceResponse.Row.Builder row =
        GetAdherenceResponse.Row.newBuilder()
            .setId(StateProto.id(study, who.participant()))
            .setZone(who.zone().getId());
    Optional.ofNullable(who.site()).ifPresent(row::setSite);
    for (Adherence.Day day :
        Adherence.days(
            wear,
            first,
            last,
            who.zone(),
            who.from(),
            who.until(),
            who.nowMicros(),
            Adherence.Limits.DEFAULT)) {
      boolean expected = day.amount() != Adherence.Amount.NOT_EXPECTED;
      row.addDays(
          GetAdherenceResponse.Day.newBuilder()
              .setDay(day.date().toString())
              .setState(day.amount().name().toLowerCase(Locale.ROOT))
              .setWornHours(day.wornSeconds() / HOUR_SECONDS)
              .setExpectedHours(expected ? day.seconds() / HOUR_SECONDS : 0)
              .setPartial(day.partial()));
    }
    return row.build();
  }

  private static LocalDate day(String field, String text) {
    LocalDate day = date(text);
    if (day == null) {
      throw Failures.badField(field, "expected a date as yyyy-MM-dd");
    }
    return day;
  }

  private static @Nullable LocalDate date(@Nullable String text) {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException wrong) {
      return null;
    }
  }

  private static ZoneId zone(@Nullable String name) {
    return name == null ? ZoneId.of("UTC") : ZoneId.of(name);
  }

  /** A recording's time stands where its records end; elsewhere it is now. */
  private static long now(long lastReceivedMicros) {
    Instant last = Asked.instant(lastReceivedMicros);
    Instant now = Instant.now();
    Instant then = last.isBefore(now.minus(Duration.ofDays(30))) ? last : now;
    return ChronoUnit.MICROS.between(Instant.EPOCH, then);
  }
}
