package io.zeitgeber.persistence.receipt;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.persistence.database.Accounts;
import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The ids of topics that may be read. An unknown id under a known name is a topic that was made
 * anew: its offsets mean other records, so it is not read until an operator adopts it.
 */
public final class Topics {
  private static final String KNOWN =
      "select topic_id from zeitgeber.topics where cluster = ? and name = ? order by adopted_at";

  private static final String ADOPT =
      """
      insert into zeitgeber.topics
        (cluster, topic_id, name, by, reason, role, organisation, authenticated)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing\
      """;

  private final Database database;

  public Topics(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** The ids that may be read under a name, in the order of their adoption. */
  public Set<UUID> known(String cluster, String name) {
    return database.transaction(
        connection -> {
          Set<UUID> ids = new LinkedHashSet<>();
          try (PreparedStatement select = connection.prepareStatement(KNOWN)) {
            select.setString(1, cluster);
            select.setString(2, name);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
              }
            }
          }
          return ids;
        });
  }

  /** The same, by whoever is named: as claimed. */
  public void adopt(String cluster, String name, UUID topicId, String by, String reason) {
    adopt(cluster, name, topicId, by, reason, null);
  }

  /**
   * Lets an id be read under a name from now on; once adopted it stays.
   *
   * @param account that proves who; null where it is only claimed
   */
  public void adopt(
      String cluster,
      String name,
      UUID topicId,
      String by,
      String reason,
      @Nullable Account account) {
    database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(ADOPT)) {
            insert.setString(1, cluster);
            insert.setObject(2, topicId);
            insert.setString(3, name);
            insert.setString(4, by);
            insert.setString(5, reason);
            Accounts.set(insert, 6, account);
            return insert.executeUpdate();
          }
        });
  }
}
