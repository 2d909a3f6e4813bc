package io.zeitgeber.persistence.access;

import io.zeitgeber.persistence.database.BinaryRows;
import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table {@code access_log}: lines are added and read, never changed. */
public final class AccessLog {
  private static final String INTO =
      """
      zeitgeber.access_log (at, subject, role, organisation, authenticated, method, action, study,
        participant, about, peer, outcome, detail, node)\
      """;

  private static final String PAGE =
      """
      select access, at, subject, role, organisation, authenticated, method, action, study,
        participant, about, peer, outcome, detail, node
      from zeitgeber.access_log
      where access %s ? and at >= ? and at < ?
        and (?::text is null or study = ?) and (?::text is null or participant = ?)
        and (?::text is null or subject = ?)
      order by access %s limit ?\
      """;

  private static final String OLDEST_FIRST = PAGE.formatted(">", "");
  private static final String NEWEST_FIRST = PAGE.formatted("<", "desc");

  private static final int COLUMNS = 14;

  private final Database database;

  public AccessLog(DataSource connections) {
    this.database = new Database(connections);
  }

  /** Makes lines durable, all or none. */
  public void add(List<Access> lines) {
    BinaryRows rows = new BinaryRows();
    for (Access line : lines) {
      rows.row(COLUMNS)
          .timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, line.at()))
          .text(line.subject())
          .text(line.role())
          .text(line.organisation())
          .bool(line.authenticated())
          .text(line.method())
          .text(line.action().label())
          .text(line.study())
          .text(line.participant())
          .text(line.about())
          .text(line.peer())
          .text(line.outcome())
          .text(line.detail())
          .text(line.node());
    }
    database.<@Nullable Void>transaction(
        connection -> {
          rows.copy(connection, INTO);
          return null;
        });
  }

  /**
   * What to look for.
   *
   * @param from inclusive
   * @param until exclusive
   */
  public record Question(
      Optional<String> study,
      Optional<String> participant,
      Optional<String> subject,
      Instant from,
      Instant until) {}

  /**
   * A line with its place.
   *
   * @param access its number; later lines have greater ones, and numbers may be left out
   */
  public record Line(long access, Access line) {}

  /** The next lines after a place, 0 for the first, in the order in which they were added. */
  public List<Line> page(Question question, long after, int most) {
    return page(OLDEST_FIRST, question, after, most);
  }

  /** The lines before a place, {@link Long#MAX_VALUE} for the last ones, newest first. */
  public List<Line> newest(Question question, long before, int most) {
    return page(NEWEST_FIRST, question, before, most);
  }

  private List<Line> page(String sql, Question question, long place, int most) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, place);
            select.setObject(2, question.from().atOffset(ZoneOffset.UTC));
            select.setObject(3, question.until().atOffset(ZoneOffset.UTC));
            twice(select, 4, question.study());
            twice(select, 6, question.participant());
            twice(select, 8, question.subject());
            select.setInt(10, most);
            List<Line> lines = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                lines.add(line(row));
              }
            }
            return lines;
          }
        });
  }

  private static void twice(PreparedStatement select, int at, Optional<String> value)
      throws SQLException {
    select.setString(at, value.orElse(null));
    select.setString(at + 1, value.orElse(null));
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        row.getLong(1),
        new Access(
            row.getObject(2, OffsetDateTime.class).toInstant(),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getBoolean(6),
            row.getString(7),
            Access.Action.of(row.getString(8)),
            row.getString(9),
            row.getString(10),
            row.getString(11),
            row.getString(12),
            row.getString(13),
            row.getString(14),
            row.getString(15)));
  }
}
