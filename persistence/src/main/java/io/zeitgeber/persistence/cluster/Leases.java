package io.zeitgeber.persistence.cluster;

import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.time.Duration;
import javax.sql.DataSource;

/** Who may, until when by the clock of the database. */
public final class Leases {
  private static final String ACQUIRE =
      """
      insert into zeitgeber.leases as l (name, owner, expires_at, version)
      values (?, ?, clock_timestamp() + make_interval(secs => ?), 1)
      on conflict (name) do update set owner = excluded.owner, expires_at = excluded.expires_at,
        version = l.version + case when l.owner = excluded.owner then 0 else 1 end
      where l.owner = excluded.owner or l.expires_at < clock_timestamp()""";

  private static final String RELEASE =
      "update zeitgeber.leases set expires_at = '-infinity' where name = ? and owner = ?";

  private final Database database;

  public Leases(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** Takes the lease, or makes it last longer where it is held already; false where another has it. */
  public boolean acquire(String name, String owner, Duration lasting) {
    return database.transaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(ACQUIRE)) {
            statement.setString(1, name);
            statement.setString(2, owner);
            statement.setDouble(3, lasting.toMillis() / 1000.0);
            return statement.executeUpdate() == 1;
          }
        });
  }

  /** Gives the lease back; nothing where another has it. */
  public void release(String name, String owner) {
    database.transaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            statement.setString(1, name);
            statement.setString(2, owner);
            return statement.executeUpdate();
          }
        });
  }
}
