package io.zeitgeber.persistence.lease;

import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Leases with atomic changes. A row stays for ever, so that its version only grows. */
public final class Leases {
  private static final String RETURNING =
      """
      returning name, owner, version, (extract(epoch from expires_at) * 1000000)::bigint\
      """;

  private static final String ACQUIRE =
      """
      insert into zeitgeber.leases as l (name, owner, expires_at, version)
      values (?, ?, clock_timestamp() + ? * interval '1 microsecond', 1)
      on conflict (name) do update set
        owner = excluded.owner,
        expires_at = clock_timestamp() + ? * interval '1 microsecond',
        version = l.version
          + case when l.owner = excluded.owner and l.expires_at > clock_timestamp() then 0 else 1 end
      where l.owner = excluded.owner or l.expires_at <= clock_timestamp()\
      """
          + RETURNING.replace(
              "name, owner, version, (extract(epoch from expires_at)",
              "l.name, l.owner, l.version, (extract(epoch from l.expires_at)");

  private static final String RENEW =
      """
      update zeitgeber.leases set expires_at = clock_timestamp() + ? * interval '1 microsecond'
      where name = ? and owner = ? and version = ? and expires_at > clock_timestamp()\
      """
          + RETURNING;

  private static final String RELEASE =
      """
      update zeitgeber.leases set expires_at = '-infinity'
      where name = ? and owner = ? and version = ?\
      """;

  private static final String HOLDER =
      """
      select name, owner, version, (extract(epoch from expires_at) * 1000000)::bigint
      from zeitgeber.leases where name = ? and expires_at > clock_timestamp()\
      """;

  private final Database database;

  public Leases(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /**
   * Takes a lease that nobody holds, or holds on to one's own.
   *
   * @return nothing where somebody else holds it
   */
  public Optional<Lease> acquire(String name, String owner, Duration length) {
    long micros = TimeUnit.NANOSECONDS.toMicros(length.toNanos());
    return database.transaction(
        connection -> {
          try (PreparedStatement upsert = connection.prepareStatement(ACQUIRE)) {
            upsert.setString(1, name);
            upsert.setString(2, owner);
            upsert.setLong(3, micros);
            upsert.setLong(4, micros);
            return lease(upsert);
          }
        });
  }

  /**
   * Holds on to a lease.
   *
   * @return nothing where it has expired or changed hands: then it is lost
   */
  public Optional<Lease> renew(Lease lease, Duration length) {
    return database.transaction(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(RENEW)) {
            update.setLong(1, TimeUnit.NANOSECONDS.toMicros(length.toNanos()));
            update.setString(2, lease.name());
            update.setString(3, lease.owner());
            update.setLong(4, lease.version());
            return lease(update);
          }
        });
  }

  /** Gives a lease back; false where it was no longer one's own. */
  public boolean release(Lease lease) {
    return database.transaction(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(RELEASE)) {
            update.setString(1, lease.name());
            update.setString(2, lease.owner());
            update.setLong(3, lease.version());
            return update.executeUpdate() == 1;
          }
        });
  }

  /** Who holds a lease now. */
  public Optional<Lease> holder(String name) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(HOLDER)) {
            select.setString(1, name);
            return lease(select);
          }
        });
  }

  private static Optional<Lease> lease(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Lease(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)))
          : Optional.empty();
    }
  }
}
