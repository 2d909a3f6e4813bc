package io.zeitgeber.service.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether PostgreSQL keeps what it is given, gives the service its rights and no more, and is not held up. */
final class DatabaseCheckup {
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);
  private static final double HORIZON_S = 10;

  /** Written by rows that are only ever added. */
  private static final List<String> APPEND_ONLY =
      List.of("journal", "receipts", "quarantine", "alerts", "protocols");

  private final Connection connection;
  private final int wantedConnections;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param connection in the service's role
   * @param wantedConnections of one node
   */
  DatabaseCheckup(Connection connection, int wantedConnections) {
    this.connection = connection;
    this.wantedConnections = wantedConnections;
  }

  List<Finding> findings() throws SQLException {
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      durable(setting);
    }
    clock();
    rights();
    connections();
    horizon();
    idleTransactions();
    generation();
    return findings;
  }

  private void durable(String setting) throws SQLException {
    String value = text("show " + setting);
    if (value.equals("off") || value.equals("local")) {
      add(
          "durability",
          setting + " is " + value + ": what was answered can be lost in a crash",
          "psql -c 'alter system set " + setting + " = on' -c 'select pg_reload_conf()'");
    }
  }

  private void clock() throws SQLException {
    Instant before = Instant.now();
    Instant theirs;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select clock_timestamp()")) {
      row.next();
      theirs = row.getObject(1, OffsetDateTime.class).toInstant();
    }
    Instant after = Instant.now();
    Duration off =
        theirs.isBefore(before)
            ? Duration.between(theirs, before)
            : theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
    if (off.compareTo(CLOCK_TOLERANCE) > 0) {
      add(
          "clocks",
          String.format(
              Locale.ROOT,
              "PostgreSQL's clock is %.1f s %s this machine's: leases last longer or shorter than"
                  + " they should",
              off.toMillis() / 1000.0,
              theirs.isBefore(before) ? "behind" : "ahead of"),
          "chronyc makestep   (on both machines; keep a time service running)");
    }
  }

  private void rights() throws SQLException {
    String role = text("select current_user");
    if (isTrue("select rolsuper from pg_roles where rolname = current_user")) {
      add(
          "permissions",
          "the service's role " + role + " is a superuser: it could rewrite the journal",
          "psql -c 'alter role \"" + role + "\" nosuperuser'");
    }
    if (!isTrue("select to_regclass('zeitgeber.journal') is not null")) {
      add("permissions", "there are no tables yet", "zeitgeber up");
      return;
    }
    for (String table : APPEND_ONLY) {
      String name = "zeitgeber." + table;
      if (!isTrue("select to_regclass('" + name + "') is not null")) {
        continue;
      }
      if (!isTrue("select has_table_privilege('" + name + "', 'insert')")) {
        add(
            "permissions",
            "the service's role " + role + " may not insert into " + name,
            "psql -c 'grant select, insert on " + name + " to \"" + role + "\"'");
      }
      if (isTrue("select has_table_privilege('" + name + "', 'update, delete, truncate')")) {
        add(
            "permissions",
            "the service's role " + role + " may change or delete rows of " + name,
            "psql -c 'revoke update, delete, truncate on "
                + name
                + " from \""
                + role
                + "\"'   (if it owns the table, give owner and service a role each:"
                + " ZEITGEBER_POSTGRES_OWNER_USER)");
      }
    }
  }

  private void connections() throws SQLException {
    long free =
        number(
            """
            select current_setting('max_connections')::int
              - current_setting('superuser_reserved_connections')::int
              - (select count(*) from pg_stat_activity
                  where backend_type = 'client backend' and pid <> pg_backend_pid())""");
    long ours =
        number(
            "select count(*) from pg_stat_activity where backend_type = 'client backend'"
                + " and usename = current_user and pid <> pg_backend_pid()");
    // The owner migrates over two of its own.
    long missing = wantedConnections + 2L - free - ours;
    if (missing > 0) {
      add(
          "connections",
          free + " connections are free, and one node takes up to " + (wantedConnections + 2),
          "psql -c 'alter system set max_connections = "
              + (number("select current_setting('max_connections')::int") + Math.max(50, missing))
              + "'   and restart PostgreSQL; or lower zeitgeber.postgres.connections");
    }
  }

  private void horizon() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select pid, coalesce(usename, '?'), coalesce(application_name, ''), state,
                  extract(epoch from clock_timestamp() - xact_start)::float8 as age
                from pg_stat_activity
                where backend_xid is not null and pid <> pg_backend_pid()
                order by xact_start limit 1""")) {
      if (row.next() && row.getDouble(5) > HORIZON_S) {
        add(
            "journal horizon",
            String.format(
                Locale.ROOT,
                "process %d (role %s, %s, %s) has held a transaction open for %.0f s: nothing that was"
                    + " written since reaches alerts and windows",
                row.getInt(1),
                row.getString(2),
                row.getString(3).isEmpty() ? "unnamed" : row.getString(3),
                row.getString(4),
                row.getDouble(5)),
            "psql -c 'select pg_terminate_backend(" + row.getInt(1) + ")'");
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select gid from pg_prepared_xacts limit 1")) {
      if (row.next()) {
        String gid = row.getString(1);
        add(
            "journal horizon",
            "the prepared transaction " + gid + " holds the journal's readers back",
            "psql -c \"rollback prepared '" + gid + "'\"   (or commit prepared)");
      }
    }
  }

  private void idleTransactions() throws SQLException {
    if (text("show idle_in_transaction_session_timeout").equals("0")) {
      add(
          "journal horizon",
          "idle_in_transaction_session_timeout is 0: a session that forgets its transaction holds the"
              + " journal's readers back for ever",
          "psql -c \"alter system set idle_in_transaction_session_timeout = '60s'\""
              + " -c 'select pg_reload_conf()'");
    }
  }

  private void generation() throws SQLException {
    if (!isTrue("select to_regclass('zeitgeber.generations') is not null")
        || !isTrue("select has_table_privilege('zeitgeber.generations', 'select')")) {
      return;
    }
    boolean same =
        isTrue(
            """
            select system_identifier = (select system_identifier from pg_control_system())
            from zeitgeber.generations order by generation desc limit 1""");
    if (!same) {
      add(
          "journal generation",
          "the journal was last written in another instance of PostgreSQL, as after a restore",
          "zeitgeber journal adopt --by NAME --reason TEXT");
    }
  }

  private void add(String check, String trouble, String mend) {
    findings.add(new Finding(check, trouble, mend));
  }

  private String text(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() && row.getString(1) != null ? row.getString(1) : "";
    }
  }

  private boolean isTrue(String query) throws SQLException {
    return text(query).equals("t");
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }
}
