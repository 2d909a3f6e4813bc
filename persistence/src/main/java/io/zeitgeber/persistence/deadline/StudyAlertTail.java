package io.zeitgeber.persistence.deadline;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.Position;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Reads what happened to alerts about studies, in an order in which nothing is ever inserted behind
 * the reader: as the tail of the journal does.
 */
public final class StudyAlertTail {
  private static final String PAGE =
      """
      select a.study, a.json, a.generation, a.committed_in::text, a.ordering
      from zeitgeber.study_alerts a
      where (a.generation, a.committed_in, a.ordering) > (?, ?::xid8, ?)
        and (a.generation, a.committed_in) < ((select max(generation) from zeitgeber.generations),
          pg_snapshot_xmin(pg_current_snapshot()))
      order by a.generation, a.committed_in, a.ordering
      limit ?\
      """;

  private static final String HOLDS =
      """
      select 1 from zeitgeber.study_alerts
      where generation = ? and committed_in = ?::xid8 and ordering = ?\
      """;

  private final Database database;

  public StudyAlertTail(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** One record for the topic of alerts. */
  public record StudyAlert(String study, String json) {}

  /**
   * What was read.
   *
   * @param end position of the last of them; where the page began when there are none
   */
  public record Page(List<StudyAlert> alerts, Position end) {}

  /** The next records after a position, at most {@code limit}. */
  public Page after(Position after, int limit) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.setInt(1, after.generation());
            select.setString(2, Long.toString(after.committedIn()));
            select.setLong(3, after.ordering());
            select.setInt(4, limit);
            List<StudyAlert> alerts = new ArrayList<>();
            Position end = after;
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                alerts.add(new StudyAlert(row.getString(1), row.getString(2)));
                end = new Position(row.getInt(3), Long.parseLong(row.getString(4)), row.getLong(5));
              }
            }
            return new Page(alerts, end);
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
}
