package io.zeitgeber.persistence.projection;

import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far a sink has come in each slice. Moving it locks the slice until the transaction ends. */
final class SinkPositions {
  private static final String READ =
      """
      select slice, generation, committed_in::text, ordering from zeitgeber.sink_positions
      where sink = ?\
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
    return read(connection, List.of(slice)).least();
  }

  /** Where each slice is; {@link Position#START} where nothing was written yet. */
  Reached read(Connection connection, Collection<Integer> slices) throws SQLException {
    Map<Integer, Position> found = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(READ)) {
      select.setString(1, sink);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.put(
              row.getInt(1),
              new Position(row.getInt(2), Long.parseLong(row.getString(3)), row.getLong(4)));
        }
      }
    }
    return Reached.of(slices, slice -> found.getOrDefault(slice, Position.START));
  }

  /**
   * Moves on from where the caller believes them to be; throws {@link PositionMoved} where one is
   * not.
   */
  void move(Connection connection, Reached before, Position after) throws SQLException {
    begin(connection, before);
    Map<Integer, Position> moved = before.to(after).bySlice();
    try (PreparedStatement update = connection.prepareStatement(MOVE)) {
      for (Map.Entry<Integer, Position> each : before.bySlice().entrySet()) {
        set(update, 1, moved.getOrDefault(each.getKey(), after));
        update.setString(4, sink);
        update.setInt(5, each.getKey());
        set(update, 6, each.getValue());
        update.addBatch();
      }
      for (int changed : update.executeBatch()) {
        if (changed != 1) {
          throw new PositionMoved(before);
        }
      }
    }
  }

  private void begin(Connection connection, Reached before) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(BEGIN)) {
      boolean fresh = false;
      for (Map.Entry<Integer, Position> each : before.bySlice().entrySet()) {
        if (each.getValue().equals(Position.START)) {
          insert.setString(1, sink);
          insert.setInt(2, each.getKey());
          set(insert, 3, Position.START);
          insert.addBatch();
          fresh = true;
        }
      }
      if (fresh) {
        insert.executeBatch();
      }
    }
  }

  private static void set(PreparedStatement to, int from, Position position) throws SQLException {
    to.setInt(from, position.generation());
    to.setString(from + 1, Long.toString(position.committedIn()));
    to.setLong(from + 2, position.ordering());
  }
}
