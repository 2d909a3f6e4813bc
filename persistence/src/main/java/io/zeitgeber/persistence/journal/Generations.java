package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.persistence.database.Accounts;
import io.zeitgeber.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Which instances of PostgreSQL the journal has lived in. */
public final class Generations {
  private static final String NEWEST =
      """
      select g.generation, g.system_identifier, c.system_identifier
      from zeitgeber.generations g, pg_control_system() c
      order by g.generation desc limit 1\
      """;

  private static final String OPEN_NEXT =
      """
      insert into zeitgeber.generations (generation, system_identifier, by, reason)
      select max(g.generation) + 1, (select system_identifier from pg_control_system()), ?, ?
      from zeitgeber.generations g
      returning generation\
      """;

  /**
   * Of a token's account; a journal of an older release, as it was dumped, has no place for one.
   */
  private static final String OPEN_NEXT_BY_ACCOUNT =
      """
      insert into zeitgeber.generations
        (generation, system_identifier, by, reason, role, organisation, authenticated)
      select max(g.generation) + 1, (select system_identifier from pg_control_system()),
        ?, ?, ?, ?, ?
      from zeitgeber.generations g
      returning generation\
      """;

  private final Database database;

  public Generations(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /**
   * The generation that is written in now.
   *
   * @throws GenerationUnknown where it belongs to another instance than this one
   */
  public int check() {
    return database.transaction(Generations::check);
  }

  static int check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NEWEST)) {
      row.next();
      int generation = row.getInt(1);
      if (row.getLong(2) != row.getLong(3)) {
        throw new GenerationUnknown(generation, row.getLong(2), row.getLong(3));
      }
      return generation;
    }
  }

  /**
   * Opens the next generation, for the instance that the journal lies in now. Nothing may be
   * writing.
   *
   * @return its number
   */
  public int adopt(String by, String reason) {
    return adopt(by, reason, null);
  }

  /**
   * The same.
   *
   * @param account that proves who; null where it is only claimed
   */
  public int adopt(String by, String reason, @Nullable Account account) {
    String open = account == null ? OPEN_NEXT : OPEN_NEXT_BY_ACCOUNT;
    return database.transaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(open)) {
            statement.setString(1, by);
            statement.setString(2, reason);
            if (account != null) {
              Accounts.set(statement, 3, account);
            }
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getInt(1);
            }
          }
        });
  }
}
