package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.database.DatabaseFailure;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.settings.Settings;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Asking the instance's PostgreSQL in the service's role. */
final class Postgres {
  private static final int CONNECT_S = 10;

  private Postgres() {}

  /** Role and password as the service has them: from the URL, or from the environment. */
  static DataSource source(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setConnectTimeout(CONNECT_S);
    source.setApplicationName("zeitgeber command");
    Settings.Credentials credentials = Settings.credentials(System.getenv());
    if (source.getUser() == null) {
      source.setUser(credentials.user());
    }
    if (source.getPassword() == null && !credentials.password().isEmpty()) {
      source.setPassword(credentials.password());
    }
    Invocation.log(source);
    return source;
  }

  /**
   * The same in the role that owns the tables: the one of a PostgreSQL that runs here, or named.
   */
  static DataSource owner(InstanceOptions instance) {
    PGSimpleDataSource source = (PGSimpleDataSource) source(instance.postgresUrl());
    Map<String, String> environment = System.getenv();
    String named = environment.get("ZEITGEBER_POSTGRES_OWNER_USER");
    if (named != null && !named.isBlank()) {
      Settings.Credentials owner = Settings.ownerCredentials(environment);
      source.setUser(owner.user());
      source.setPassword(owner.password());
    } else if (!instance.namesPostgres() && instance.directory().hasDatabase()) {
      source.setUser(EmbeddedDatabase.OWNER);
    }
    return source;
  }

  /** Does something with it. Throws {@link CommandFailure} out of reach or not allowed. */
  static <T> T with(InstanceOptions instance, Function<DataSource, T> work) {
    try {
      return work.apply(source(instance.postgresUrl()));
    } catch (DatabaseFailure e) {
      throw explained(e.getCause() instanceof SQLException cause ? cause : new SQLException(e));
    }
  }

  /** Which exit code an error of PostgreSQL stands for. */
  static CommandFailure explained(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.equals("42501")) {
      return CommandFailure.refused("PostgreSQL: " + e.getMessage());
    }
    if (state.equals("42P01") || state.equals("3F000")) {
      return CommandFailure.refused(
          "this database has no tables of Zeitgeber yet; `zeitgeber up` makes them");
    }
    return CommandFailure.unreachable("PostgreSQL: " + e.getMessage());
  }
}
