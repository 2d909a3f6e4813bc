package io.zeitgeber.service.query;

import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.projection.AlertJson;
import io.zeitgeber.persistence.projection.DataAlertJson;
import io.zeitgeber.persistence.replay.Known;
import io.zeitgeber.service.journal.EntityId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What happened to a participant's alerts, by event time. */
final class AlertsStore {
  private static final String PAGE =
      """
      select event_time, alert, lifecycle, json from zeitgeber.alerts a
      where study = ? and participant = ? and event_time >= ? and event_time < ?
        and (not ? or lifecycle = 'raised' and not exists (
          select from zeitgeber.alerts r where r.alert = a.alert and r.lifecycle = 'resolved'))
        and (event_time, alert, lifecycle) > (?, ?, ?)
      order by event_time, alert, lifecycle
      limit ?\
      """;

  private final Database database;

  AlertsStore(Database database) {
    this.database = database;
  }

  /**
   * Something that happened to an alert.
   *
   * @param json the record of the topic of alerts
   */
  record Happened(Instant event, String alert, String lifecycle, String json) {
    List<String> place() {
      return List.of(event.toString(), alert, lifecycle);
    }
  }

  /** Where a page begins: before everything, or after what a token says. */
  static Happened after(List<String> place, Instant from) {
    try {
      return place.isEmpty()
          ? new Happened(from, "", "", "")
          : new Happened(Instant.parse(place.get(0)), place.get(1), place.get(2), "");
    } catch (java.time.DateTimeException broken) {
      throw Failures.badField("page_token", "not one that was handed out");
    }
  }

  List<Happened> page(
      EntityId who, Instant from, Instant until, boolean openOnly, Happened after, int rows) {
    return Rows.of(
        database,
        PAGE,
        row ->
            new Happened(
                row.getObject(1, OffsetDateTime.class).toInstant(),
                row.getString(2),
                row.getString(3),
                row.getString(4)),
        who.study(),
        who.participant(),
        from.atOffset(ZoneOffset.UTC),
        until.atOffset(ZoneOffset.UTC),
        openOnly,
        after.event().atOffset(ZoneOffset.UTC),
        after.alert(),
        after.lifecycle(),
        rows);
  }

  /** The same out of a history that was taken again up to a moment. */
  static List<Happened> page(
      Known known,
      EntityId who,
      Instant from,
      Instant until,
      boolean openOnly,
      Happened after,
      int rows) {
    List<Happened> all = happened(known, who);
    Set<String> resolved = new HashSet<>();
    all.stream()
        .filter(each -> each.lifecycle().equals("resolved"))
        .forEach(each -> resolved.add(each.alert()));
    Comparator<Happened> order =
        Comparator.comparing(Happened::event)
            .thenComparing(Happened::alert)
            .thenComparing(Happened::lifecycle);
    return all.stream()
        .filter(each -> !each.event().isBefore(from) && each.event().isBefore(until))
        .filter(each -> !openOnly || !resolved.contains(each.alert()))
        .filter(each -> order.compare(each, after) > 0)
        .sorted(order)
        .limit(rows)
        .toList();
  }

  static boolean isOfInterest(Fact fact) {
    return fact instanceof AbsenceFact.DataAlertRaised
        || fact instanceof AbsenceFact.DataAlertResolved;
  }

  private static List<Happened> happened(Known known, EntityId who) {
    List<Happened> all = new ArrayList<>();
    for (Known.Episode episode : known.episodes()) {
      Alert raised = episode.raised();
      String json = AlertJson.of(who.study(), who.participant(), new Fact.AlertRaised(raised));
      all.add(new Happened(Asked.instant(raised.eventMicros()), raised.id(), "raised", json));
      Alert end = episode.resolved();
      if (end != null) {
        Fact.AlertResolved fact = new Fact.AlertResolved(end, raised.eventMicros());
        all.add(
            new Happened(
                Asked.instant(end.eventMicros()),
                end.id(),
                "resolved",
                AlertJson.of(who.study(), who.participant(), fact)));
      }
    }
    for (Known.Concluded concluded : known.facts()) {
      if (concluded.fact() instanceof AbsenceFact.DataAlertRaised it) {
        String json = DataAlertJson.of(who.study(), who.participant(), it);
        all.add(
            new Happened(Asked.instant(it.alert().eventMicros()), it.alert().id(), "raised", json));
      } else if (concluded.fact() instanceof AbsenceFact.DataAlertResolved it) {
        String json = DataAlertJson.of(who.study(), who.participant(), it);
        all.add(
            new Happened(
                Asked.instant(it.alert().eventMicros()), it.alert().id(), "resolved", json));
      }
    }
    return all;
  }
}
