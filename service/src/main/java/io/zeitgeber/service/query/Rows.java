package io.zeitgeber.service.query;

import io.zeitgeber.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rows of the stores' tables. */
final class Rows {
  private Rows() {}

  /** Makes something of a row. */
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** All rows of a question, with its parameters in order; lists become arrays of text. */
  static <T> List<T> of(
      Database database, String sql, Reading<T> reading, @Nullable Object... parameters) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int at = 0; at < parameters.length; at++) {
              select.setObject(at + 1, parameter(connection, parameters[at]));
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                rows.add(reading.of(row));
              }
            }
            return rows;
          }
        });
  }

  private static @Nullable Object parameter(Connection connection, @Nullable Object parameter)
      throws SQLException {
    return parameter instanceof List<?> list
        ? connection.createArrayOf("text", list.toArray())
        : parameter;
  }
}
