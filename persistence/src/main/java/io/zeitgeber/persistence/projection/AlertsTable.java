package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.rule.Alert;
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

  private AlertsTable() {}

  /** One thing that happened to an alert. */
  record Happened(EntryHeader header, String lifecycle, Alert alert, String json) {}

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
