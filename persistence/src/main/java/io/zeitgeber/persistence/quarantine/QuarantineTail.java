package io.zeitgeber.persistence.quarantine;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.Position;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads what ingest refused itself, in an order in which nothing is ever inserted behind the
 * reader: as the tail of the journal does. What a step refused is in the journal.
 */
public final class QuarantineTail {
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
      limit ?\
      """;

  private static final String HOLDS =
      """
      select 1 from zeitgeber.quarantine
      where refused_by = 'ingest' and generation = ? and committed_in = ?::xid8 and ordering = ?\
      """;

  private final Database database;

  public QuarantineTail(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /**
   * What was read, without bytes.
   *
   * @param end position of the last of them; where the page began when there are none
   */
  public record Page(List<QuarantinedRecord> records, Position end) {}

  /** The next records after a position, at most {@code limit}. */
  public Page after(Position after, int limit) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.setInt(1, after.generation());
            select.setString(2, Long.toString(after.committedIn()));
            select.setLong(3, after.ordering());
            select.setInt(4, limit);
            List<QuarantinedRecord> records = new ArrayList<>();
            Position end = after;
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                records.add(record(row));
                end =
                    new Position(
                        row.getInt(11), Long.parseLong(row.getString(12)), row.getLong(13));
              }
            }
            return new Page(records, end);
          }
        });
  }

  /** Whether the table has a row at a position; not so after the restore of an older copy. */
  public boolean holds(Position position) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(HOLDS)) {
            select.setInt(1, position.generation());
            select.setString(2, Long.toString(position.committedIn()));
            select.setLong(3, position.ordering());
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  private static QuarantinedRecord record(ResultSet row) throws SQLException {
    return new QuarantinedRecord(
        new Origin(row.getObject(1, UUID.class), row.getString(2), row.getInt(3), row.getLong(4)),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getLong(9),
        row.getInt(10),
        null);
  }
}
