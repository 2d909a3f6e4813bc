package io.zeitgeber.persistence.key;

import io.zeitgeber.persistence.database.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The files that lie outside the database and outside its backups: the key-encryption keys, the
 * signing key, and the list of the erased.
 *
 * @param encryption the key-encryption keys
 */
public record KeyFiles(Path encryption) {
  private static final String WRAPPED_BY =
      "select distinct kek from zeitgeber.participant_keys order by kek";

  private static final String EVENT =
      "insert into zeitgeber.key_events (what, kek, keys, by, reason) values (?, ?, ?, ?, ?)";

  /** So that of two nodes that start on an empty database one makes the keys. */
  private static final String LOCK = "select pg_advisory_xact_lock(7304100)";

  /** The files of an instance that keeps its data in a directory. */
  public static KeyFiles in(Path data) {
    return new KeyFiles(data.toAbsolutePath().normalize().resolve("keys").resolve("kek"));
  }

  /** Ed25519, signs anchors and certificates. */
  public Path signing() {
    return encryption.resolveSibling("signing-key");
  }

  /** Who was erased, one a line, only ever added to. */
  public Path erasures() {
    return encryption.resolveSibling("erasures.jsonl");
  }

  /** The keys, and whether they were made just now. */
  public record Opened(KeyFile encryption, SigningKey signing, boolean fresh) {}

  /**
   * Reads the keys; makes them where the database holds nothing that was sealed yet.
   *
   * @throws KeyUnusable where the database's keys were wrapped by one that is not in the file
   */
  public Opened open(DataSource service) {
    return new Database(service)
        .transaction(
            connection -> {
              lock(connection);
              List<String> wrappedBy = wrappedBy(connection);
              boolean fresh = !Files.exists(encryption);
              if (fresh && !wrappedBy.isEmpty()) {
                throw new KeyUnusable(missing(wrappedBy), null);
              }
              KeyFile keys = fresh ? KeyFile.create(encryption) : KeyFile.read(encryption);
              requireAll(keys, wrappedBy);
              if (fresh) {
                event(connection, "created", keys.current(), 0, "zeitgeber", "the first start");
              }
              SigningKey signing =
                  Files.exists(signing())
                      ? SigningKey.read(signing())
                      : SigningKey.create(signing());
              return new Opened(keys, signing, fresh);
            });
  }

  private String missing(List<String> wrappedBy) {
    return "this database was sealed with the key-encryption key "
        + String.join(", ", wrappedBy)
        + ", and there is no file "
        + encryption
        + "; bring the copy of it, or name it with ZEITGEBER_KEK_FILE. Without it nothing can be"
        + " read";
  }

  private void requireAll(KeyFile keys, List<String> wrappedBy) {
    List<String> missing = new ArrayList<>(wrappedBy);
    missing.removeAll(keys.names());
    if (!missing.isEmpty()) {
      throw new KeyUnusable(
          "this database was sealed with the key-encryption key "
              + String.join(", ", missing)
              + ", which is not in "
              + encryption
              + " (it has "
              + String.join(", ", keys.names())
              + "); nodes of one database share one file: ZEITGEBER_KEK_FILE names it",
          null);
    }
  }

  private static void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.execute();
    }
  }

  static List<String> wrappedBy(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(WRAPPED_BY);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  static void event(
      Connection connection, String what, String kek, long keys, String by, String reason)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(EVENT)) {
      insert.setString(1, what);
      insert.setString(2, kek);
      insert.setLong(3, keys);
      insert.setString(4, by);
      insert.setString(5, reason);
      insert.executeUpdate();
    }
  }
}
