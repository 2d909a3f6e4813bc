package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.absence.DataAlert;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.database.BinaryRows;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what happened to alerts. */
final class AlertsTable {
  private static final String INTO =
      "zeitgeber.alerts (alert, lifecycle, study, participant, device, rule, channel, event_time,"
          + " live, arrival, json, kind, sequence, site, triggered_at)";

  private static final int COLUMNS = 15;

  private static final String INSERT =
      "insert into "
          + INTO
          + """
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
  record Happened(
      EntryHeader header,
      String lifecycle,
      String kind,
      String id,
      @Nullable String device,
      String rule,
      @Nullable String channel,
      long eventMicros,
      boolean live,
      long arrival,
      String json,
      long sequence,
      @Nullable String site,
      @Nullable Long triggeredMicros) {

    static Happened of(EntryHeader header, String lifecycle, Alert alert, String json) {
      return new Happened(
          header,
          lifecycle,
          "physiology",
          alert.id(),
          alert.device(),
          alert.rule(),
          alert.channel(),
          alert.eventMicros(),
          alert.live(),
          alert.arrival(),
          json,
          0,
          alert.site(),
          alert.triggeredMicros());
    }

    static Happened of(EntryHeader header, String lifecycle, DataAlert alert, String json) {
      return new Happened(
          header,
          lifecycle,
          "data",
          alert.id(),
          alert.device(),
          alert.finding().rule(),
          alert.channel(),
          alert.eventMicros(),
          true,
          alert.arrival(),
          json,
          0,
          alert.site(),
          null);
    }

    static Happened of(EntryHeader header, Fact.AlertHandled handled) {
      Subject alert = handled.alert();
      return new Happened(
          header,
          handled.action().lifecycle(),
          alert.kind().name().toLowerCase(Locale.ROOT),
          alert.alert(),
          alert.device(),
          alert.rule(),
          alert.channel(),
          alert.raisedMicros(),
          true,
          0,
          AlertJson.of(header.study(), header.participant(), handled),
          header.sequence(),
          alert.site(),
          null);
    }
  }

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
        insert.setObject(7, time(moved.eventMicros()));
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
    BinaryRows fresh = new BinaryRows();
    alerts.forEach(happened -> add(fresh, happened));
    if (!fresh.copyIfNew(connection, INTO)) {
      insertEach(connection, alerts);
    }
  }

  private static void add(BinaryRows rows, Happened happened) {
    rows.row(COLUMNS)
        .text(happened.id())
        .text(happened.lifecycle())
        .text(happened.header().study())
        .text(happened.header().participant())
        .text(happened.device())
        .text(happened.rule())
        .text(happened.channel())
        .timestamp(happened.eventMicros())
        .bool(happened.live())
        .int8(happened.arrival())
        .text(happened.json())
        .text(happened.kind())
        .int8(happened.sequence())
        .text(happened.site());
    Long triggered = happened.triggeredMicros();
    if (triggered == null) {
      rows.nothing();
    } else {
      rows.timestamp(triggered);
    }
  }

  private static void insertEach(Connection connection, List<Happened> alerts) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Happened happened : alerts) {
        insert.setString(1, happened.id());
        insert.setString(2, happened.lifecycle());
        insert.setString(3, happened.header().study());
        insert.setString(4, happened.header().participant());
        insert.setString(5, happened.device());
        insert.setString(6, happened.rule());
        insert.setString(7, happened.channel());
        insert.setObject(8, time(happened.eventMicros()));
        insert.setBoolean(9, happened.live());
        insert.setLong(10, happened.arrival());
        insert.setString(11, happened.json());
        insert.setString(12, happened.kind());
        insert.setLong(13, happened.sequence());
        insert.setString(14, happened.site());
        Long triggered = happened.triggeredMicros();
        insert.setObject(
            15, triggered == null ? null : time(triggered), Types.TIMESTAMP_WITH_TIMEZONE);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
