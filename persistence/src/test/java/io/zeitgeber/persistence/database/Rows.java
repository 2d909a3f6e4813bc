package io.zeitgeber.persistence.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What a query gives, as text: for tests. */
public final class Rows {

  private Rows() {}

  /** Rows with their columns joined by a bar. */
  public static List<String> of(DataSource dataSource, String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        List<String> columns = new ArrayList<>();
        for (int at = 1; at <= row.getMetaData().getColumnCount(); at++) {
          columns.add(String.valueOf(row.getString(at)));
        }
        rows.add(String.join("|", columns));
      }
      return rows;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The one number of one row. */
  public static long number(DataSource dataSource, String sql) {
    return Long.parseLong(of(dataSource, sql).getFirst());
  }
}
