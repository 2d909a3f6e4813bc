package io.zeitgeber.persistence.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The oldest transaction of the instance that has written something and not ended: the tail waits
 * for it. Any client of the instance can hold it back, also one of another database.
 */
public final class Horizon {
  private static final String OLDEST =
      """
      select who, what, age_micros from (
        select coalesce(a.usename, 'unknown') as who,
          'process ' || a.pid || ' (' || coalesce(nullif(a.application_name, ''), 'no name') || ', '
            || coalesce(a.state, 'state hidden') || ')' as what,
          coalesce((extract(epoch from clock_timestamp() - a.xact_start) * 1000000)::bigint, 0)
            as age_micros,
          age(a.backend_xid) as behind
        from pg_stat_activity a where a.backend_xid is not null and a.pid <> pg_backend_pid()
        union all
        select p.owner, 'prepared transaction ' || p.gid,
          (extract(epoch from clock_timestamp() - p.prepared) * 1000000)::bigint, age(p.transaction)
        from pg_prepared_xacts p) held
      order by behind desc limit 1\
      """;

  private final Database database;

  public Horizon(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /**
   * Who holds the horizon back.
   *
   * @param role the role of the session, as far as it may be seen
   * @param what the process or the prepared transaction
   */
  public record Holder(String role, String what, long ageMicros) {}

  /** The holder, as far as our role may see: others' sessions only as a member of pg_monitor. */
  public Optional<Holder> holder() {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(OLDEST);
              ResultSet row = select.executeQuery()) {
            return row.next()
                ? Optional.of(new Holder(row.getString(1), row.getString(2), row.getLong(3)))
                : Optional.<Holder>empty();
          }
        });
  }
}
