package io.zeitgeber.service.query;

import com.google.rpc.Code;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.timeline.Adherence;
import io.zeitgeber.persistence.timeline.WearSpans;
import io.zeitgeber.service.query.v1.GetAdherenceRequest;
import io.zeitgeber.service.query.v1.GetAdherenceResponse;
import io.zeitgeber.service.security.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Participant × local day: worn and expected. */
final class AdherenceStore {
  private static final double HOUR_SECONDS = 3600;
  private static final int MOST_DAYS = 400;
  private static final int LAST_YEAR = 9998;

  /**
   * Somebody active has days up to where the study has come, whatever their devices delivered: who
   * fell silent is not synced, rather than not expected. Of others the days end with their data.
   */
  private static final String PERSON =
      """
      with study as (
        select max(last_received_micros) newest from zeitgeber.participants where study = ?)
      select p.participant, p.site, t.zone, t.from_day, t.until_day,
        case when p.status = 'active' then (select newest from study)
          else p.last_received_micros end
      """;

  private static final String PEOPLE =
      PERSON
          + """
      from zeitgeber.participants p left join zeitgeber.timeline_people t
        using (study, participant)
      where p.study = ? and p.participant > ? and (?::text is null or p.site = ?)
        and (?::text[] is null or p.site = any(?))
        and (? = '' or p.participant = ?)
      order by p.participant limit ?\
      """;

  private static final String OF =
      PERSON
          + """
      from zeitgeber.participants p left join zeitgeber.timeline_people t
        using (study, participant)
      where p.study = ? and p.participant = any (?)\
      """;

  private static final int WEEK = 7;
  private static final int MOST_HOURS_DAYS = 32;
  private static final int MOST_ROLLED_DAYS = 100;
  private static final int MOST_ROLLED = 5_000;
  private static final double MINUTE_SECONDS = 60;

  private final Database database;
  private final WearStore wear;

  AdherenceStore(Sources sources) {
    this.database = new Database(sources.database());
    this.wear = new WearStore(database);
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
    Days days = days(request);
    int size = Asked.page(request.getPageSize());
    @Nullable String site = request.hasSite() ? Asked.id("site", request.getSite()) : null;
    String only =
        request.getParticipant().isEmpty() ? "" : Asked.id("participant", request.getParticipant());
    List<String> after = Asked.token("page_token", request.getPageToken(), 1);
    List<Person> page =
        people(study, after.isEmpty() ? "" : after.getFirst(), site, only, size + 1);
    GetAdherenceResponse.Builder response =
        GetAdherenceResponse.newBuilder()
            .setTzdataVersion(Adherence.zoneRules(ZoneId.of("Europe/Berlin")));
    each(
        study,
        page.stream().limit(size).toList(),
        days,
        (who, wear) -> response.addRows(row(study, who, wear, days)));
    if (page.size() > size) {
      response.setNextPageToken(Asked.token(List.of(page.get(size - 1).participant())));
    }
    if (request.getRollUps() && after.isEmpty()) {
      response.addAllRollUps(rolledUp(study, site, only, days));
    }
    return response.build();
  }

  private record Days(LocalDate first, LocalDate last, boolean hours) {}

  private static Days days(GetAdherenceRequest request) {
    LocalDate first = day("from_day", request.getFromDay());
    LocalDate last = day("until_day", request.getUntilDay());
    long count = ChronoUnit.DAYS.between(first, last) + 1;
    if (count < 1 || count > MOST_DAYS) {
      throw Failures.badField("until_day", "expected from_day or up to " + MOST_DAYS + " days on");
    }
    if (request.getHours() && count > MOST_HOURS_DAYS) {
      throw Failures.badField("hours", "expected at most " + MOST_HOURS_DAYS + " days");
    }
    if (request.getRollUps() && count > MOST_ROLLED_DAYS) {
      throw Failures.badField("roll_ups", "expected at most " + MOST_ROLLED_DAYS + " days");
    }
    return new Days(first, last, request.getHours());
  }

  private List<Person> people(
      String study, String after, @Nullable String site, String only, int most) {
    @Nullable List<String> sites = Caller.current().sites();
    return Rows.of(
        database,
        PEOPLE,
        AdherenceStore::person,
        study,
        study,
        after,
        site,
        site,
        sites,
        sites,
        only,
        only,
        most);
  }

  private static Person person(ResultSet row) throws SQLException {
    return new Person(
        row.getString(1),
        row.getString(2),
        zone(row.getString(3)),
        date(row.getString(4)),
        date(row.getString(5)),
        now(row.getLong(6)));
  }

  private List<AdherenceRollUp.Part> parts(List<Person> people, String study, Days days) {
    List<AdherenceRollUp.Part> parts = new ArrayList<>();
    each(
        study,
        people,
        days,
        (who, wear) ->
            parts.add(
                new AdherenceRollUp.Part(
                    who.site() == null ? "" : who.site(),
                    days(wear, who, days.first(), days.last()))));
    return parts;
  }

  private List<GetAdherenceResponse.RollUp> rolledUp(
      String study, @Nullable String site, String only, Days days) {
    List<Person> people = people(study, "", site, only, MOST_ROLLED + 1);
    if (people.size() > MOST_ROLLED) {
      throw Failures.coded(
          Code.RESOURCE_EXHAUSTED,
          "TOO_MUCH",
          "more than " + MOST_ROLLED + " participants: ask for one site at a time");
    }
    return AdherenceRollUp.of(parts(people, study, new Days(days.first(), days.last(), false)));
  }

  /** Hands out each one's wear over the days, in the order of the people. */
  private void each(
      String study, List<Person> people, Days days, BiConsumer<Person, WearSpans> to) {
    List<String> names = people.stream().map(Person::participant).toList();
    Map<String, WearSpans> spans = wear.of(study, names, days.first(), days.last());
    people.forEach(who -> to.accept(who, spans.getOrDefault(who.participant(), WearSpans.NONE)));
  }

  private static List<Adherence.Day> days(
      WearSpans wear, Person who, LocalDate first, LocalDate last) {
    return Adherence.days(
        wear,
        first,
        last,
        who.zone(),
        who.from(),
        who.until(),
        who.nowMicros(),
        Adherence.Limits.DEFAULT);
  }

  private static GetAdherenceResponse.Row row(String study, Person who, WearSpans wear, Days days) {
    GetAdherenceResponse.Row.Builder row =
        GetAdherenceResponse.Row.newBuilder()
            .setId(StateProto.id(study, who.participant()))
            .setZone(who.zone().getId());
    Optional.ofNullable(who.site()).ifPresent(row::setSite);
    for (Adherence.Day day : days(wear, who, days.first(), days.last())) {
      GetAdherenceResponse.Day.Builder shown = shown(day);
      LocalDate from = who.from();
      if (from != null && !day.date().isBefore(from)) {
        shown.setStudyDay((int) ChronoUnit.DAYS.between(from, day.date()) + 1);
      }
      if (days.hours()) {
        Adherence.hours(wear, day.date(), who.zone(), who.nowMicros())
            .forEach(hour -> shown.addHours(shown(hour)));
      }
      row.addDays(shown);
    }
    return row.build();
  }

  private static GetAdherenceResponse.Day.Builder shown(Adherence.Day day) {
    boolean expected = day.amount() != Adherence.Amount.NOT_EXPECTED;
    return GetAdherenceResponse.Day.newBuilder()
        .setDay(day.date().toString())
        .setState(day.amount().name().toLowerCase(Locale.ROOT))
        .setWornHours(day.wornSeconds() / HOUR_SECONDS)
        .setExpectedHours(expected ? day.seconds() / HOUR_SECONDS : 0)
        .setUnknownHours(day.unknownSeconds() / HOUR_SECONDS)
        .setPartial(day.partial());
  }

  private static GetAdherenceResponse.Hour shown(Adherence.Hour hour) {
    return GetAdherenceResponse.Hour.newBuilder()
        .setStart(StateProto.time(hour.startMicros()))
        .setMinutes(hour.seconds() / MINUTE_SECONDS)
        .setWornMinutes(hour.wornSeconds() / MINUTE_SECONDS)
        .setUnknownMinutes(hour.unknownSeconds() / MINUTE_SECONDS)
        .build();
  }

  /**
   * Hours worn on each of the last seven local days, today last; −1 where it is not known, −2 where
   * none are expected. People are asked for together whose days are the same: today is the study's,
   * in the zone of each.
   */
  Map<String, List<Double>> lastWeek(String study, List<String> participants) {
    Map<LocalDate, List<Person>> byToday = new TreeMap<>();
    for (Person who : Rows.of(database, OF, AdherenceStore::person, study, study, participants)) {
      byToday.computeIfAbsent(today(who), _ -> new ArrayList<>()).add(who);
    }
    Map<String, List<Double>> week = new HashMap<>();
    byToday.forEach(
        (today, people) -> {
          Days days = new Days(today.minusDays(WEEK - 1), today, false);
          each(
              study,
              people,
              days,
              (who, wear) ->
                  week.put(
                      who.participant(),
                      days(wear, who, days.first(), today).stream()
                          .map(AdherenceStore::hoursWorn)
                          .toList()));
        });
    return week;
  }

  private static LocalDate today(Person who) {
    return Asked.instant(who.nowMicros()).atZone(who.zone()).toLocalDate();
  }

  private static double hoursWorn(Adherence.Day day) {
    return switch (day.amount()) {
      case UNKNOWN -> -1;
      case NOT_EXPECTED -> -2;
      case ENOUGH, LITTLE, NONE -> day.wornSeconds() / HOUR_SECONDS;
    };
  }

  private static LocalDate day(String field, String text) {
    LocalDate day = date(text);
    // Beyond, a day more or less is no date any more.
    if (day == null || day.getYear() < 1 || day.getYear() > LAST_YEAR) {
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
