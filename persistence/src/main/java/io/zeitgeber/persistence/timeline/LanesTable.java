package io.zeitgeber.persistence.timeline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** Writes which lanes there are. */
@SuppressWarnings("InlineFormatString") // the statement stands by itself, by name
final class LanesTable {
  private static final String INSERT =
      """
      insert into zeitgeber.timeline_lanes%s as l (study, participant, channel, device, rule, unit)
      values (?, ?, ?, ?, ?, ?)
      on conflict (study, participant, channel, device, rule) do update set unit = excluded.unit
        where l.unit <> excluded.unit\
      """;

  private LanesTable() {}

  static void insert(Connection connection, Map<LaneKey, String> units, String suffix)
      throws SQLException {
    if (units.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT.formatted(suffix))) {
      for (Map.Entry<LaneKey, String> each : units.entrySet()) {
        LaneKey lane = each.getKey();
        insert.setString(1, lane.study());
        insert.setString(2, lane.participant());
        insert.setString(3, lane.channel());
        insert.setString(4, lane.device());
        insert.setString(5, lane.rule());
        insert.setString(6, each.getValue());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
