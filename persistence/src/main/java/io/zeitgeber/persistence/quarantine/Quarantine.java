package io.zeitgeber.persistence.quarantine;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;

/** The table of refused records, keyed by origin: a repeat changes nothing, the first fate stands. */
public final class Quarantine {
  private static final String INSERT =
      """
      insert into zeitgeber.quarantine (topic_id, topic, partition, "offset", reason, detail, study,
        participant, received_micros, length, bytes, refused_by, generation)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (select max(generation) from zeitgeber.generations))
      on conflict do nothing""";

  private static final String PAGE =
      """
      select q.topic_id, q.topic, q.partition, q."offset", q.reason, q.detail, q.study,
        q.participant, q.received_micros, q.length, q.generation, q.committed_in::text, q.ordering
      from zeitgeber.quarantine q
      where q.refused_by = 'ingest'
        and (q.generation, q.committed_in, q.ordering) > (?, ?::xid8, ?)
        and (q.generation, q.committed_in) < ((select max(generation) from zeitgeber.generations),
          pg_snapshot_xmin(pg_current_snapshot()))
      order by q.generation, q.committed_in, q.ordering
      limit ?""";

  private final Database database;

  public Quarantine(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** Keeps records, all or none of them; those that are there already stay as they are. */
  public void add(List<Quarantined> records) {
    database.transaction(
        connection -> {
          add(connection, records);
          return records.size();
        });
  }

  /** Keeps records within a transaction of the caller's. */
  public static void add(Connection connection, List<Quarantined> records) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Quarantined record : records) {
        Origin origin = record.origin();
        insert.setObject(1, origin.topicId());
        insert.setString(2, origin.topic());
        insert.setInt(3, origin.partition());
        insert.setLong(4, origin.offset());
        insert.setString(5, record.reason().name());
        insert.setString(6, record.detail());
        insert.setString(7, record.study());
        insert.setString(8, record.participant());
        insert.setLong(9, record.receivedMicros());
        insert.setInt(10, record.length());
        insert.setBytes(11, record.bytes());
        insert.setString(12, record.by().name().toLowerCase(Locale.ROOT));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /**
   * What was read, without bytes.
   *
   * @param end position of the last of them
   */
  public record Page(List<Quarantined> records, Position end) {}

  /** What ingest refused itself, in commit order, below the oldest running transaction. */
  public Page byIngestAfter(Position after, int limit) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.setInt(1, after.generation());
            select.setString(2, Long.toString(after.committedIn()));
            select.setLong(3, after.ordering());
            select.setInt(4, limit);
            List<Quarantined> records = new ArrayList<>();
            Position end = after;
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                records.add(read(row));
                end = new Position(row.getInt(11), Long.parseLong(row.getString(12)), row.getLong(13));
              }
            }
            return new Page(records, end);
          }
        });
  }

  private static Quarantined read(ResultSet row) throws SQLException {
    return new Quarantined(
        new Origin(
            row.getObject(1, UUID.class), row.getString(2), row.getInt(3), row.getLong(4)),
        Refusal.valueOf(row.getString(5)),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getLong(9),
        row.getInt(10),
        null,
        Quarantined.By.INGEST);
  }
}
