package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Writes what happened to alerts. */
final class AlertsTable {
  private static final String INSERT =
      """
      insert into zeitgeber.alerts (alert, lifecycle, study, participant, device, rule, channel,
        event_time, live, arrival, json)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing\
      """;

  private static final String NOTE =
      """
      insert into zeitgeber.alerts (alert, lifecycle, study, participant, device, rule, channel,
        event_time, live, arrival, json)
      select ?, 'noted', ?, ?, ?, ?, ?, ?, false, coalesce(max(arrival), 0), ?
        from zeitgeber.alerts where alert = ? and lifecycle = 'raised'
      on conflict do nothing\
      """;

  private AlertsTable() {}

  /** One thing that happened to an alert. */
  record Happened(EntryHeader header, String lifecycle, Alert alert, String json) {}

  /** A note on an alert that stays as it was decided. */
  record Noted(EntryHeader header, AmendFact.EvidenceMoved moved) {}

  static void note(Connection connection, List<Noted> notes) throws SQLException {
    if (notes.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(NOTE)) {
      for (Noted noted : notes) {
        AmendFact.EvidenceMoved moved = noted.moved();
        EntryHeader header = noted.header();
        insert.setString(1, moved.alert());
        insert.setString(2, header.study());
        insert.setString(3, header.participant());
        insert.setString(4, moved.device());
        insert.setString(5, moved.rule());
        insert.setString(6, moved.channel());
        insert.setObject(
            7, Instant.EPOCH.plus(moved.eventMicros(), ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
        insert.setString(8, AlertJson.of(header.study(), header.participant(), moved));
        insert.setString(9, moved.alert());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static void insert(Connection connection, List<Happened> alerts) throws SQLException {
    if (alerts.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Happened happened : alerts) {
        Alert alert = happened.alert();
        insert.setString(1, alert.id());
        insert.setString(2, happened.lifecycle());
        insert.setString(3, happened.header().study());
        insert.setString(4, happened.header().participant());
        insert.setString(5, alert.device());
        insert.setString(6, alert.rule());
        insert.setString(7, alert.channel());
        insert.setObject(
            8, Instant.EPOCH.plus(alert.eventMicros(), ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
        insert.setBoolean(9, alert.live());
        insert.setLong(10, alert.arrival());
        insert.setString(11, happened.json());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
