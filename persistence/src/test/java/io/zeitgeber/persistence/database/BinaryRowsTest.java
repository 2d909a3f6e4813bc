package io.zeitgeber.persistence.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A COPY that meets a row that is there already writes nothing, and its transaction goes on. */
final class BinaryRowsTest {
  private static final Postgres POSTGRES = Postgres.database(BinaryRowsTest.class);

  @Test
  void copyIfNew_oneIsThereAlready_writesNone_andTheTransactionGoesOn() throws SQLException {
    try (Connection connection = POSTGRES.service().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create temporary table numbers (number bigint primary key)");
      assertThat(rows(1, 2).copyIfNew(connection, "numbers (number)")).isTrue();
      assertThat(rows(3, 2).copyIfNew(connection, "numbers (number)")).isFalse();
      assertThat(rows(4, 5).copyIfNew(connection, "numbers (number)")).isTrue();
      connection.commit();
      try (ResultSet row =
          statement.executeQuery(
              "select string_agg(number::text, ' ' order by number) from numbers")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("1 2 4 5");
      }
    }
  }

  private static BinaryRows rows(long... numbers) {
    BinaryRows rows = new BinaryRows();
    for (long number : numbers) {
      rows.row(1).int8(number);
    }
    return rows;
  }
}
