package io.zeitgeber.persistence.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Brings the schema {@code zeitgeber} up to date and lets the service use it. */
public final class Migrations {
  /** Everything of ours is in it, the history of the migrations too. */
  public static final String SCHEMA = "zeitgeber";

  /** What the service may do; it never changes or removes what is to stay. */
  private static final Map<String, String> RIGHTS =
      Map.ofEntries(
          Map.entry("journal", "select, insert"),
          Map.entry("generations", "select, insert"),
          Map.entry("receipts", "select, insert"),
          Map.entry("gaps_accepted", "select, insert"),
          Map.entry("topics", "select, insert"),
          Map.entry("quarantine", "select, insert"),
          Map.entry("alerts", "select, insert"),
          Map.entry("alert_inbox", "select, insert, update"),
          Map.entry("protocols", "select, insert"),
          Map.entry("study_protocols", "select, insert"),
          Map.entry("windows", "select, insert, update"),
          Map.entry("corrections", "select, insert, update"),
          Map.entry("participants", "select, insert, update"),
          Map.entry("sink_positions", "select, insert, update"),
          Map.entry("deadlines", "select, insert, update"),
          Map.entry("study_clocks", "select, insert, update"),
          Map.entry("silences", "select, insert, update"),
          Map.entry("cohort_silences", "select, insert, update"),
          Map.entry("study_alerts", "select, insert"),
          Map.entry("timeline_entries", "select, insert, update"),
          Map.entry("timeline_lanes", "select, insert, update"),
          Map.entry("timeline_devices", "select, insert, update"),
          Map.entry("timeline_clocks", "select, insert"),
          Map.entry("device_clocks", "select, insert, update"),
          Map.entry("timeline_people", "select, insert, update"),
          Map.entry("timeline_betters", "select"),
          Map.entry("timeline", "select"),
          Map.entry("nodes", "select, insert, update, delete"),
          Map.entry("ledger_journaled", "select, insert, update"),
          Map.entry("ledger_received", "select, insert, update"),
          Map.entry("ledger_facts", "select, insert, update"),
          Map.entry("ledger_delivered", "select, insert, update"),
          Map.entry("audits", "select, insert"),
          Map.entry("readmissions", "select, insert"),
          Map.entry("readmissions_done", "select, insert"),
          Map.entry("windows_rebuilt", "select, insert, update, delete"),
          Map.entry("timeline_entries_rebuilt", "select, insert, update, delete"),
          Map.entry("timeline_lanes_rebuilt", "select, insert, update, delete"),
          Map.entry("timeline_devices_rebuilt", "select, insert, update, delete"),
          Map.entry("timeline_people_rebuilt", "select, insert, update, delete"),
          Map.entry("participant_keys", "select, insert"),
          Map.entry("key_events", "select, insert"),
          Map.entry("erasures", "select"),
          Map.entry("legal_holds", "select, insert"),
          Map.entry("access_log", "select, insert"),
          Map.entry("erasure_proposals", "select, insert"),
          Map.entry("snapshots", "select, insert, update, delete"),
          Map.entry("leases", "select, insert, update"));

  /** Functions that the service may call; they run as the owner. */
  private static final List<String> CALLS =
      List.of("timeline_month(date)", "sweep_erased(text)", "forget_quarantined(int)");

  private Migrations() {}

  /**
   * Runs as the owner; repeating it changes nothing.
   *
   * @param serviceRole an existing role that the service logs in as; may be the owner itself
   * @return how many migrations were applied now
   */
  public static int migrate(DataSource owner, String serviceRole) {
    int applied =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(owner)
            .schemas(SCHEMA)
            .defaultSchema(SCHEMA)
            .locations("classpath:db/migration")
            // Numbers are given out by subject, so a later release may bring a lower one.
            .outOfOrder(true)
            .load()
            .migrate()
            .migrationsExecuted;
    new Database(owner)
        .<@Nullable Void>transaction(
            connection -> {
              grant(connection, serviceRole);
              return null;
            });
    return applied;
  }

  private static void grant(Connection connection, String serviceRole) throws SQLException {
    if (currentUser(connection).equals(serviceRole)) {
      return;
    }
    String role = quoted(connection, serviceRole);
    try (Statement statement = connection.createStatement()) {
      statement.execute("grant usage on schema " + SCHEMA + " to " + role);
      for (Map.Entry<String, String> right : RIGHTS.entrySet()) {
        statement.execute(
            "grant " + right.getValue() + " on " + SCHEMA + "." + right.getKey() + " to " + role);
      }
      for (String function : CALLS) {
        statement.execute("grant execute on function " + SCHEMA + "." + function + " to " + role);
      }
    }
  }

  private static String currentUser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select current_user")) {
      row.next();
      return row.getString(1);
    }
  }

  private static String quoted(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("select quote_ident(?)")) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
