package io.zeitgeber.persistence.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One PostgreSQL for all tests of a JVM, and a database of its own, with owner and service role
 * apart, for each test class. The embedded one, unless {@code zeitgeber.postgres} names the JDBC
 * URL of another server, of a superuser, that trusts us.
 */
public final class Postgres {
  private static final String SERVICE = "zeitgeber_service";

  private final String url;
  private final String database;

  private Postgres(String url, String database) {
    this.url = url;
    this.database = database;
  }

  /** A new database with the schema in it. */
  public static Postgres database(Class<?> test) {
    Postgres postgres = emptyDatabase(test);
    Migrations.migrate(postgres.owner(), SERVICE);
    return postgres;
  }

  /** A new database, empty. */
  public static Postgres emptyDatabase(Class<?> test) {
    return emptyDatabase(test, Server.URL);
  }

  /** A new database with the schema in it, on another server. */
  static Postgres database(Class<?> test, String server) {
    Server.prepare(server);
    Postgres postgres = emptyDatabase(test, server);
    Migrations.migrate(postgres.owner(), SERVICE);
    return postgres;
  }

  private static Postgres emptyDatabase(Class<?> test, String server) {
    String name = test.getSimpleName().toLowerCase(Locale.ROOT);
    try (Connection connection = dataSource(server).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop database if exists " + name);
      statement.execute("create database " + name + " owner zeitgeber_owner");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return new Postgres(server, name);
  }

  /** As the owner of the schema, who is no superuser. */
  public DataSource owner() {
    return as("zeitgeber_owner");
  }

  /** As the service. */
  public DataSource service() {
    return as(SERVICE);
  }

  public String serviceRole() {
    return SERVICE;
  }

  public String url() {
    return url.replaceFirst("/postgres\\?", "/" + database + "?");
  }

  /** As a superuser. */
  public DataSource superuser() {
    return dataSource(url());
  }

  private DataSource as(String role) {
    PGSimpleDataSource dataSource = dataSource(url());
    dataSource.setUser(role);
    return dataSource;
  }

  private static PGSimpleDataSource dataSource(String url) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url);
    return dataSource;
  }

  /** Runs statements as the superuser. */
  public void execute(String... statements) {
    try (Connection connection = superuser().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static final class Server {
    static final String URL = start();

    private static String start() {
      String url = System.getProperty("zeitgeber.postgres", "");
      if (url.isEmpty()) {
        url = embedded();
      }
      prepare(url);
      return url;
    }

    static void prepare(String url) {
      try (Connection connection = dataSource(url).getConnection();
          Statement statement = connection.createStatement()) {
        for (String role : new String[] {"zeitgeber_owner", SERVICE}) {
          statement.execute(
              "do $$ begin if not exists (select from pg_roles where rolname = '"
                  + role
                  + "') then create role "
                  + role
                  + " login; end if; end $$");
        }
      } catch (SQLException failure) {
        throw new IllegalStateException(failure);
      }
    }

    private static String embedded() {
      try {
        @SuppressWarnings("resource") // lives as long as the JVM; zonky stops it in a hook
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        return postgres.getJdbcUrl("postgres", "postgres");
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
