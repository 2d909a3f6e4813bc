package io.zeitgeber.persistence.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * What a server of PostgreSQL is like, as far as the journal's promises depend on it.
 *
 * @param version for example 180004
 * @param systemIdentifier of the instance
 * @param replica whether it only follows another one
 * @param fsync whether what it calls durable survives a crash of the machine
 * @param fullPageWrites likewise, of pages that were half written
 * @param synchronousCommit the setting; anything but {@code off} waits for the disk
 * @param maxConnections of the whole server
 * @param connections that are open now, of all clients
 * @param clockAhead how far its clock is ahead of ours, within half of the time it took to ask
 */
public record ServerState(
    int version,
    long systemIdentifier,
    boolean replica,
    boolean fsync,
    boolean fullPageWrites,
    String synchronousCommit,
    int maxConnections,
    int connections,
    Duration clockAhead) {

  /** The oldest version that has the transaction ids the tail needs. */
  public static final int OLDEST_VERSION = 130_000;

  private static final String READ =
      """
      select current_setting('server_version_num')::int,
        (select system_identifier from pg_control_system()), pg_is_in_recovery(),
        current_setting('fsync')::bool, current_setting('full_page_writes')::bool,
        current_setting('synchronous_commit'), current_setting('max_connections')::int,
        (select count(*) from pg_stat_activity where backend_type = 'client backend'),
        (extract(epoch from clock_timestamp()) * 1000000)::bigint\
      """;

  /**
   * Asks the server.
   *
   * @param nowMicros our clock
   */
  public static ServerState read(DataSource dataSource, LongSupplier nowMicros) {
    return new Database(dataSource)
        .transaction(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(READ)) {
                long asked = nowMicros.getAsLong();
                try (ResultSet row = select.executeQuery()) {
                  row.next();
                  long middle = asked + (nowMicros.getAsLong() - asked) / 2;
                  return of(row, row.getLong(9) - middle);
                }
              }
            });
  }

  private static ServerState of(ResultSet row, long aheadMicros) throws SQLException {
    return new ServerState(
        row.getInt(1),
        row.getLong(2),
        row.getBoolean(3),
        row.getBoolean(4),
        row.getBoolean(5),
        row.getString(6),
        row.getInt(7),
        row.getInt(8),
        Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(aheadMicros)));
  }

  /** Whether what the server calls committed survives a crash. */
  public boolean durable() {
    return fsync && fullPageWrites && !synchronousCommit.equals("off");
  }
}
