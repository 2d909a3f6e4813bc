package io.zeitgeber.simulator.score;

import io.zeitgeber.simulator.cli.Failure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/** The documented tables and views in PostgreSQL, schema {@code zeitgeber}. */
final class Tables implements AutoCloseable {
  private final Connection connection;

  /** Takes one row. */
  interface Row {
    void take(ResultSet row) throws SQLException;
  }

  /**
   * Connects.
   *
   * @throws Failure when PostgreSQL can't be reached
   */
  Tables(String url, Properties login) {
    try {
      connection = DriverManager.getConnection(url, login);
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
    } catch (SQLException e) {
      throw Failure.outOfReach("PostgreSQL at " + url + " can't be reached: " + e.getMessage());
    }
  }

  /** Whether a table or view is there. */
  boolean has(String name) {
    boolean[] has = new boolean[1];
    query(
        "select to_regclass(?) is not null",
        row -> has[0] = row.getBoolean(1),
        "zeitgeber." + name);
    return has[0];
  }

  /** Runs a query; its rows come a few thousand at a time. */
  void query(String sql, Row each, String... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(5000);
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          each.take(rows);
        }
      }
      connection.rollback();
    } catch (SQLException e) {
      throw Failure.outOfReach("PostgreSQL did not answer: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL's connection does not close", e);
    }
  }
}
