package io.zeitgeber.persistence.study;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.persistence.database.Accounts;
import io.zeitgeber.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Published protocols by digest, and which one each study follows. */
public final class ProtocolStore {
  private static final String PUBLISH =
      """
      insert into zeitgeber.protocols (digest, id, version, text) values (?, ?, ?, ?)
      on conflict do nothing\
      """;

  private static final String PUBLISHED =
      "select digest from zeitgeber.protocols where id = ? and version = ?";

  private static final String TEXT = "select text from zeitgeber.protocols where digest = ?";

  private static final String CURRENT =
      """
      select digest from zeitgeber.study_protocols where study = ?
      order by activation desc limit 1\
      """;

  private static final String ACTIVATE =
      """
      insert into zeitgeber.study_protocols
        (study, digest, by, reason, role, organisation, authenticated)
      values (?, ?, ?, ?, ?, ?, ?)\
      """;

  private static final String ACTIVATIONS =
      """
      select distinct on (study) study, digest, by, reason, role, organisation
      from zeitgeber.study_protocols
      order by study, activation desc\
      """;

  private static final String EVERY =
      """
      select study, digest from zeitgeber.study_protocols
      union select id, digest from zeitgeber.protocols\
      """;

  private final Database database;

  /**
   * What a study follows, who said so and why.
   *
   * @param account that proves who; null where it is only claimed
   */
  public record Activation(
      String study, String digest, String by, String reason, @Nullable Account account) {}

  public ProtocolStore(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** Digests of all that each study has ever followed, or that were published in its name. */
  public Map<String, Set<String>> everFollowed() {
    return database.transaction(
        connection -> {
          Map<String, Set<String>> byStudy = new TreeMap<>();
          try (PreparedStatement select = connection.prepareStatement(EVERY);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              byStudy.computeIfAbsent(row.getString(1), _ -> new TreeSet<>()).add(row.getString(2));
            }
          }
          return byStudy;
        });
  }

  /**
   * Publishes a version once; the same again changes nothing.
   *
   * @param digest SHA-256 of the canonical text, 64 lower-case hexadecimal digits
   * @throws PublicationRefused where this version has another digest
   */
  public void publish(String id, int version, String digest, String text) {
    database.<@Nullable Void>transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(PUBLISH)) {
            insert.setString(1, digest);
            insert.setString(2, id);
            insert.setInt(3, version);
            insert.setString(4, text);
            if (insert.executeUpdate() == 0) {
              check(connection, id, version, digest);
            }
          }
          return null;
        });
  }

  private static void check(Connection connection, String id, int version, String digest)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(PUBLISHED)) {
      select.setString(1, id);
      select.setInt(2, version);
      try (ResultSet row = select.executeQuery()) {
        String published = row.next() ? row.getString(1) : "of another version";
        if (!published.equals(digest)) {
          throw new PublicationRefused(id, version, published, digest);
        }
      }
    }
  }

  /** The text of a published protocol. */
  public Optional<String> text(String digest) {
    return one(TEXT, digest);
  }

  /** The digest of the protocol that a study follows; nothing where none was activated for it. */
  public Optional<String> current(String study) {
    return one(CURRENT, study);
  }

  /** What each study follows for which a protocol was activated. */
  public List<Activation> activations() {
    return database.transaction(
        connection -> {
          List<Activation> activations = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(ACTIVATIONS);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              activations.add(
                  new Activation(
                      row.getString(1),
                      row.getString(2),
                      row.getString(3),
                      row.getString(4),
                      Accounts.read(row, 5)));
            }
          }
          return activations;
        });
  }

  /** Lets a study follow a published protocol from now on; by is as claimed. */
  public void activate(String study, String digest, String by, String reason) {
    activate(study, digest, by, reason, null);
  }

  /**
   * Lets a study follow a published protocol from now on.
   *
   * @param account that proves who; null where it is only claimed
   */
  public void activate(
      String study, String digest, String by, String reason, @Nullable Account account) {
    database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(ACTIVATE)) {
            insert.setString(1, study);
            insert.setString(2, digest);
            insert.setString(3, by);
            insert.setString(4, reason);
            Accounts.set(insert, 5, account);
            return insert.executeUpdate();
          }
        });
  }

  private Optional<String> one(String sql, String of) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, of);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getString(1)) : Optional.<String>empty();
            }
          }
        });
  }
}
