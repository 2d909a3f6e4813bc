package io.zeitgeber.persistence.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Removes what the tables hold of an erased participant. The database does it only for those who
 * stand in the table {@code erasures}, which the service cannot write.
 */
final class ErasedRows {
  private ErasedRows() {}

  static void sweep(Connection connection, String entity) throws SQLException {
    try (PreparedStatement sweep =
        connection.prepareStatement("select zeitgeber.sweep_erased(?)")) {
      sweep.setString(1, entity);
      sweep.execute();
    }
  }
}
