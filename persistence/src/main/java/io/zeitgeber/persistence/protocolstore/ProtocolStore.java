package io.zeitgeber.persistence.protocolstore;

import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Published versions of protocols, which never change, and which of them each study follows. */
public final class ProtocolStore {
  private static final String PUBLISH =
      """
      insert into zeitgeber.protocols (digest, id, version, text) values (?, ?, ?, ?)
      on conflict do nothing""";

  private static final String DIGEST_OF =
      "select digest from zeitgeber.protocols where id = ? and version = ?";

  private static final String TEXT = "select text from zeitgeber.protocols where digest = ?";

  private static final String CURRENT =
      """
      select distinct on (study) study, digest, by, reason from zeitgeber.study_protocols
      order by study, activation desc""";

  private static final String ACTIVATE =
      "insert into zeitgeber.study_protocols (study, digest, by, reason) values (?, ?, ?, ?)";

  private final Database database;

  public ProtocolStore(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** What a study follows, and who said so. */
  public record Current(String study, String digest, String by, String reason) {}

  /**
   * Publishes a version; the same one again changes nothing.
   *
   * @return whether that id and version now stand for this digest; false where another text was
   *     published under them before
   */
  public boolean publish(String id, int version, String digest, String text) {
    return database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(PUBLISH)) {
            insert.setString(1, digest);
            insert.setString(2, id);
            insert.setInt(3, version);
            insert.setString(4, text);
            insert.executeUpdate();
          }
          try (PreparedStatement select = connection.prepareStatement(DIGEST_OF)) {
            select.setString(1, id);
            select.setInt(2, version);
            try (ResultSet row = select.executeQuery()) {
              return row.next() && digest.equals(row.getString(1));
            }
          }
        });
  }

  /** The canonical text of a published protocol. */
  public Optional<String> text(String digest) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(TEXT)) {
            select.setString(1, digest);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getString(1)) : Optional.<String>empty();
            }
          }
        });
  }

  /** What each study follows that follows another protocol than the default one. */
  public List<Current> current() {
    return database.transaction(
        connection -> {
          List<Current> current = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(CURRENT);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              current.add(
                  new Current(
                      row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
            }
          }
          return current;
        });
  }

  /** From now on a study follows a published protocol. */
  public void activate(String study, String digest, String by, String reason) {
    database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(ACTIVATE)) {
            insert.setString(1, study);
            insert.setString(2, digest);
            insert.setString(3, by);
            insert.setString(4, reason);
            return insert.executeUpdate();
          }
        });
  }
}
