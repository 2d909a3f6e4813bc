package io.zeitgeber.service.query;

import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.projection.AlertJson;
import io.zeitgeber.persistence.projection.DataAlertJson;
import io.zeitgeber.persistence.replay.Known;
import io.zeitgeber.service.journal.EntityId;
import java.time.DateTimeException;
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
      select event_time, alert, lifecycle, json, sequence from zeitgeber.alerts a
      where study = ? and participant = ? and event_time >= ? and event_time < ?
        and (not ? or lifecycle = 'raised' and not exists (
          select from zeitgeber.alerts r where r.alert = a.alert
            and r.lifecycle in ('resolved', 'closed')))
        and (event_time, alert, sequence, lifecycle) > (?, ?, ?, ?)
      order by event_time, alert, sequence, lifecycle
      limit ?\
      """;

  private final Database database;

  AlertsStore(Database database) {
    this.database = database;
  }

  /**
   * Something that happened to an alert.
   *
   * @param event when the rule decided; of what people did, when the alert was raised
   * @param json the record of the topic of alerts
   * @param sequence of what people did: the entry that holds it; else 0
   */
  record Happened(Instant event, String alert, String lifecycle, String json, long sequence) {
    List<String> place() {
      return List.of(event.toString(), alert, lifecycle, Long.toString(sequence));
    }
  }

  /** Where a page begins: before everything, or after what a token says. */
  static Happened after(List<String> place, Instant from) {
    try {
      return place.isEmpty()
          ? new Happened(from, "", "", "", 0)
          : new Happened(
              Instant.parse(place.get(0)),
              place.get(1),
              place.get(2),
              "",
              Long.parseLong(place.get(3)));
    } catch (DateTimeException | NumberFormatException broken) {
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
                row.getString(4),
                row.getLong(5)),
        who.study(),
        who.participant(),
        from.atOffset(ZoneOffset.UTC),
        until.atOffset(ZoneOffset.UTC),
        openOnly,
        after.event().atOffset(ZoneOffset.UTC),
        after.alert(),
        after.sequence(),
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
        .filter(each -> each.lifecycle().equals("resolved") || each.lifecycle().equals("closed"))
        .forEach(each -> resolved.add(each.alert()));
    Comparator<Happened> order =
        Comparator.comparing(Happened::event)
            .thenComparing(Happened::alert)
            .thenComparingLong(Happened::sequence)
            .thenComparing(Happened::lifecycle);
    return all.stream()
        .filter(each -> !each.event().isBefore(from) && each.event().isBefore(until))
        .filter(
            each ->
                !openOnly
                    || (each.lifecycle().equals("raised") && !resolved.contains(each.alert())))
        .filter(each -> order.compare(each, after) > 0)
        .sorted(order)
        .limit(rows)
        .toList();
  }

  static boolean isOfInterest(Fact fact) {
    return fact instanceof Fact.AlertHandled
        || fact instanceof AmendFact.EvidenceMoved
        || fact instanceof AbsenceFact.DataAlertRaised
        || fact instanceof AbsenceFact.DataAlertResolved;
  }

  private static List<Happened> happened(Known known, EntityId who) {
    List<Happened> all = new ArrayList<>();
    for (Known.Episode episode : known.episodes()) {
      Alert raised = episode.raised();
      String json = AlertJson.of(who.study(), who.participant(), new Fact.AlertRaised(raised));
      all.add(new Happened(Asked.instant(raised.eventMicros()), raised.id(), "raised", json, 0));
      Alert end = episode.resolved();
      if (end != null) {
        Fact.AlertResolved fact = new Fact.AlertResolved(end, raised.eventMicros());
        all.add(
            new Happened(
                Asked.instant(end.eventMicros()),
                end.id(),
                "resolved",
                AlertJson.of(who.study(), who.participant(), fact),
                0));
      }
    }
    for (Known.Concluded concluded : known.facts()) {
      if (concluded.fact() instanceof AbsenceFact.DataAlertRaised it) {
        String json = DataAlertJson.of(who.study(), who.participant(), it);
        all.add(
            new Happened(
                Asked.instant(it.alert().eventMicros()), it.alert().id(), "raised", json, 0));
      } else if (concluded.fact() instanceof AbsenceFact.DataAlertResolved it) {
        String json = DataAlertJson.of(who.study(), who.participant(), it);
        all.add(
            new Happened(
                Asked.instant(it.alert().eventMicros()), it.alert().id(), "resolved", json, 0));
      } else if (concluded.fact() instanceof Fact.AlertHandled it) {
        all.add(
            new Happened(
                Asked.instant(it.alert().raisedMicros()),
                it.alert().alert(),
                it.action().lifecycle(),
                AlertJson.of(who.study(), who.participant(), it),
                concluded.header().sequence()));
      } else if (concluded.fact() instanceof AmendFact.EvidenceMoved it) {
        String json = AlertJson.of(who.study(), who.participant(), it);
        all.add(new Happened(Asked.instant(it.eventMicros()), it.alert(), "noted", json, 0));
      }
    }
    return all;
  }
}
