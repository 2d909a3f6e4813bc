package io.zeitgeber.persistence.projection;

import io.zeitgeber.persistence.journal.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How far a sink has come in each slice. Moving it locks the slice until the transaction ends. */
final class SinkPositions {
  private static final String READ =
      """
      select generation, committed_in::text, ordering from zeitgeber.sink_positions
      where sink = ? and slice = ?\
      """;

  private static final String BEGIN =
      """
      insert into zeitgeber.sink_positions (sink, slice, generation, committed_in, ordering)
      values (?, ?, ?, ?::xid8, ?)
      on conflict do nothing\
      """;

  private static final String MOVE =
      """
      update zeitgeber.sink_positions set generation = ?, committed_in = ?::xid8, ordering = ?
      where sink = ? and slice = ?
        and generation = ? and committed_in = ?::xid8 and ordering = ?\
      """;

  private final String sink;

  SinkPositions(String sink) {
    this.sink = sink;
  }

  Position read(Connection connection, int slice) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(READ)) {
      select.setString(1, sink);
      select.setInt(2, slice);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Position(row.getInt(1), Long.parseLong(row.getString(2)), row.getLong(3))
            : Position.START;
      }
    }
  }

  /**
   * Moves on from where the caller believes it is; throws {@link PositionMoved} where it is not.
   */
  void move(Connection connection, int slice, Position before, Position after) throws SQLException {
    if (before.equals(Position.START)) {
      try (PreparedStatement insert = connection.prepareStatement(BEGIN)) {
        insert.setString(1, sink);
        insert.setInt(2, slice);
        set(insert, 3, Position.START);
        insert.executeUpdate();
      }
    }
    try (PreparedStatement update = connection.prepareStatement(MOVE)) {
      set(update, 1, after);
      update.setString(4, sink);
      update.setInt(5, slice);
      set(update, 6, before);
      if (update.executeUpdate() != 1) {
        throw new PositionMoved(slice, before);
      }
    }
  }

  private static void set(PreparedStatement to, int from, Position position) throws SQLException {
    to.setInt(from, position.generation());
    to.setString(from + 1, Long.toString(position.committedIn()));
    to.setLong(from + 2, position.ordering());
  }
}
