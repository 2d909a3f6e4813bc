package io.zeitgeber.persistence.timeline;

import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.persistence.column.Text;
import io.zeitgeber.persistence.database.BinaryRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes versions of entries. What was just observed goes in by COPY; what may be there already, as
 * a run that has grown, is inserted or updated.
 */
@SuppressWarnings("InlineFormatString") // statements stand together, by name
final class EntriesTable {
  private static final String COLUMNS =
      "(study, participant, channel, device, rule, start, \"end\", entry, version, state, newest,"
          + " value, code, uncertainty_micros, parameters)";

  private static final String STATE =
      "insert into zeitgeber.timeline_entries%s "
          + COLUMNS
          + """
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, true, ?, ?, ?, ?)
          on conflict (study, participant, channel, device, rule, start, entry, version)
          do update set "end" = excluded."end", state = excluded.state, value = excluded.value,
            code = excluded.code, parameters = excluded.parameters\
          """;

  private static final String SUPERSEDE =
      """
      update zeitgeber.timeline_entries%s set newest = false
      where study = ? and participant = ? and channel = ? and device = ? and rule = ?
        and start = ? and entry = ? and version < ? and newest\
      """;

  /** What stands is superseded if it differs; a version of it alone is not stated twice. */
  private static final String NEXT =
      """
      with given (study, participant, channel, device, start, "end", entry, state, value, code,
          uncertainty_micros) as (
        values (?::text, ?::text, ?::text, ?::text, ?::timestamptz, ?::timestamptz, ?::bigint,
          ?::text, ?::float8, ?::text, ?::bigint)),
      standing as (
        select e.* from zeitgeber.timeline_entries e join given g
          using (study, participant, channel, device, entry)
        where e.rule = '' and e.newest),
      superseded as (
        update zeitgeber.timeline_entries e set newest = false
        from standing s, given g
        where (e.study, e.participant, e.channel, e.device, e.rule, e.start, e.entry, e.version)
            = (s.study, s.participant, s.channel, s.device, '', s.start, s.entry, s.version)
          and (s.start, s."end", s.value, s.code, s.state = 'withdrawn')
            is distinct from (g.start, g."end", g.value, g.code, g.state = 'withdrawn')
        returning e.version)
      insert into zeitgeber.timeline_entries (study, participant, channel, device, rule, start,
        "end", entry, version, state, newest, value, code, uncertainty_micros)
      select study, participant, channel, device, '', start, "end", entry,
        coalesce((select max(version) from superseded), 0) + 1, state, true, value, code,
        uncertainty_micros
      from given
      where exists (select from superseded)
        or state <> 'withdrawn' and not exists (select from standing)\
      """;

  private final Connection connection;
  private final String suffix;

  /**
   * The running table, or one beside it.
   *
   * @param suffix what its name ends in
   */
  EntriesTable(Connection connection, String suffix) {
    this.suffix = suffix;
    this.connection = connection;
  }

  void write(List<TimelineRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    BinaryRows fresh = new BinaryRows();
    for (TimelineRow row : rows) {
      if (row.isFresh()) {
        add(fresh, row);
      }
    }
    if (fresh.rows() > 0) {
      fresh.copy(connection, "zeitgeber.timeline_entries" + suffix + " " + COLUMNS);
    }
    state(rows);
    supersede(rows);
    next(rows);
  }

  private void next(List<TimelineRow> rows) throws SQLException {
    if (rows.stream().noneMatch(TimelineRow::isNext)) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(NEXT)) {
      for (TimelineRow row : rows) {
        if (row.isNext()) {
          setNext(insert, row);
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private static void setNext(PreparedStatement insert, TimelineRow row) throws SQLException {
    LaneKey lane = row.lane();
    Entry entry = row.entry();
    insert.setString(1, lane.study());
    insert.setString(2, lane.participant());
    insert.setString(3, lane.channel());
    insert.setString(4, lane.device());
    insert.setObject(5, time(entry.startMicros()));
    insert.setObject(6, time(entry.endMicros()));
    insert.setLong(7, row.name());
    insert.setString(8, row.state());
    insert.setObject(9, entry.value(), Types.DOUBLE);
    insert.setString(10, storable(entry.code()));
    insert.setObject(11, entry.uncertaintyMicros(), Types.BIGINT);
  }

  private static void add(BinaryRows rows, TimelineRow row) {
    LaneKey lane = row.lane();
    Entry entry = row.entry();
    rows.row(15)
        .text(lane.study())
        .text(lane.participant())
        .text(lane.channel())
        .text(lane.device())
        .text(lane.rule())
        .timestamp(entry.startMicros())
        .timestamp(entry.endMicros())
        .int8(row.name())
        .int4(row.version())
        .text(row.state())
        .bool(true)
        .float8(entry.value())
        .text(storable(entry.code()));
    @Nullable Long uncertainty = entry.uncertaintyMicros();
    if (uncertainty == null) {
      rows.nothing();
    } else {
      rows.int8(uncertainty);
    }
    rows.text(row.parameters());
  }

  private void state(List<TimelineRow> rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(STATE.formatted(suffix))) {
      boolean any = false;
      for (TimelineRow row : rows) {
        if (!row.isFresh() && !row.isNext()) {
          set(insert, row);
          insert.addBatch();
          any = true;
        }
      }
      if (any) {
        insert.executeBatch();
      }
    }
  }

  private static void set(PreparedStatement insert, TimelineRow row) throws SQLException {
    Entry entry = row.entry();
    setLane(insert, row.lane());
    insert.setObject(6, time(entry.startMicros()));
    insert.setObject(7, time(entry.endMicros()));
    insert.setLong(8, row.name());
    insert.setInt(9, row.version());
    insert.setString(10, row.state());
    insert.setObject(11, entry.value(), Types.DOUBLE);
    insert.setString(12, storable(entry.code()));
    insert.setObject(13, entry.uncertaintyMicros(), Types.BIGINT);
    insert.setString(14, row.parameters());
  }

  private void supersede(List<TimelineRow> rows) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(SUPERSEDE.formatted(suffix))) {
      boolean any = false;
      for (TimelineRow row : rows) {
        if (row.version() > 1) {
          setLane(update, row.lane());
          update.setObject(6, time(row.replacedMicros()));
          update.setLong(7, row.name());
          update.setInt(8, row.version());
          update.addBatch();
          any = true;
        }
      }
      if (any) {
        update.executeBatch();
      }
    }
  }

  private static void setLane(PreparedStatement to, LaneKey lane) throws SQLException {
    to.setString(1, lane.study());
    to.setString(2, lane.participant());
    to.setString(3, lane.channel());
    to.setString(4, lane.device());
    to.setString(5, lane.rule());
  }

  private static @Nullable String storable(@Nullable String code) {
    return code == null ? null : Text.storable(code);
  }

  private static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
