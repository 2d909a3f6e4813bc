package io.zeitgeber.bench.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a journal holds.
 *
 * @param rows entries
 * @param records that they hold
 * @param refused of these
 * @param payloadBytes of all entries, as stored
 */
public record Journal(long rows, long records, long refused, long payloadBytes) {

  /** Counts a journal. */
  public static Journal of(String url) {
    String question =
        "select count(*), coalesce(sum(records), 0), coalesce(sum(refused), 0),"
            + " coalesce(sum(length(payload)), 0) from journal where topic_id is not null";
    try (Connection connection = DriverManager.getConnection(url, "zeitgeber", "");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      if (!row.next()) {
        throw new IllegalStateException("a count has one row");
      }
      return new Journal(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
    } catch (SQLException refused) {
      throw new IllegalStateException("the journal cannot be counted", refused);
    }
  }
}
