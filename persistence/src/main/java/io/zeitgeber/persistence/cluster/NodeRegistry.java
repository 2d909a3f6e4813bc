package io.zeitgeber.persistence.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Which nodes of a cluster were heard of lately, by the clock of the database. */
public final class NodeRegistry {
  private final DataSource database;
  private final String cluster;

  public NodeRegistry(DataSource database, String cluster) {
    this.database = database;
    this.cluster = cluster;
  }

  /**
   * This node lives.
   *
   * @param address HOST:PORT of its remoting
   */
  public void beat(String address) throws SQLException {
    update(
        "insert into zeitgeber.nodes (cluster, address) values (?, ?)"
            + " on conflict (cluster, address) do update set seen_at = now()",
        address);
  }

  /** This node has left. */
  public void leave(String address) throws SQLException {
    update("delete from zeitgeber.nodes where cluster = ? and address = ?", address);
  }

  private void update(String sql, String address) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, cluster);
      statement.setString(2, address);
      statement.executeUpdate();
    }
  }

  /** The nodes that were heard of within a duration, the newest first. */
  public List<String> heardOf(Duration within) throws SQLException {
    String sql =
        "select address from zeitgeber.nodes where cluster = ?"
            + " and seen_at > now() - make_interval(secs => ?) order by seen_at desc, address";
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, cluster);
      statement.setDouble(2, within.toMillis() / 1000.0);
      List<String> addresses = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          addresses.add(rows.getString(1));
        }
      }
      return addresses;
    }
  }
}
