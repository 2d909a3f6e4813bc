package io.zeitgeber.persistence.key;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The table {@code participant_keys}, inside transactions of others. */
public final class KeyTable {
  private static final String SELECT =
      "select entity, kek, wrapped from zeitgeber.participant_keys where entity = any(?)";

  private static final String INSERT =
      "insert into zeitgeber.participant_keys (entity, kek, wrapped) values (?, ?, ?)"
          + " on conflict do nothing";

  private static final String WRAPPED_BY_OTHERS =
      "select entity, kek, wrapped from zeitgeber.participant_keys where kek <> ?"
          + " order by entity limit ? for update";

  private static final String REWRAP =
      "update zeitgeber.participant_keys set kek = ?, wrapped = ? where entity = ?";

  private KeyTable() {}

  static Optional<WrappedKey> of(Connection connection, String entity) throws SQLException {
    return of(connection, List.of(entity)).stream().findFirst();
  }

  static List<WrappedKey> of(Connection connection, Collection<String> entities)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setArray(1, connection.createArrayOf("text", entities.toArray()));
      return read(select);
    }
  }

  /** Whether there was none yet. */
  public static boolean insert(Connection connection, WrappedKey key) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, key.entity());
      insert.setString(2, key.by());
      insert.setBytes(3, key.bytes());
      return insert.executeUpdate() == 1;
    }
  }

  static List<WrappedKey> wrappedByOthers(Connection connection, String than, int limit)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(WRAPPED_BY_OTHERS)) {
      select.setString(1, than);
      select.setInt(2, limit);
      return read(select);
    }
  }

  static void rewrap(Connection connection, List<WrappedKey> keys) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(REWRAP)) {
      for (WrappedKey key : keys) {
        update.setString(1, key.by());
        update.setBytes(2, key.bytes());
        update.setString(3, key.entity());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private static List<WrappedKey> read(PreparedStatement select) throws SQLException {
    List<WrappedKey> keys = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        keys.add(new WrappedKey(row.getString(1), row.getString(2), row.getBytes(3)));
      }
    }
    return keys;
  }
}
