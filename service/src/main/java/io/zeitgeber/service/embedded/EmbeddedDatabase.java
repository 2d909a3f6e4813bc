package io.zeitgeber.service.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL of one's own, on loopback only, its data in {@code DIR/postgres}. It is durable:
 * what a transaction committed survives the end of any process and of the machine.
 *
 * <p>The database is {@value #DATABASE}; the role {@value #OWNER} owns it and migrates, the role
 * {@value #SERVICE} is what the service runs as. On loopback both are trusted without a password,
 * so everyone with an account on this machine can read it: for a trial, bring a PostgreSQL of your
 * own.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  public static final String DATABASE = "zeitgeber";
  public static final String OWNER = "zeitgeber_owner";
  public static final String SERVICE = "zeitgeber";

  private static final String SUPERUSER = "postgres";
  private static final Duration STOP_WAIT = Duration.ofMinutes(1);

  private final int port;
  private final Postmaster postmaster;
  private final DirectoryLock lock;
  private boolean stopped;

  private EmbeddedDatabase(int port, Postmaster postmaster, DirectoryLock lock) {
    this.port = port;
    this.postmaster = postmaster;
    this.lock = lock;
  }

  /**
   * Starts PostgreSQL and returns when it answers. One that a killed process left behind on the
   * same directory is stopped first, on whatever port it listens.
   *
   * @param dir the instance's directory; the data are in {@code DIR/postgres}
   * @param port on 127.0.0.1; 0 takes any
   * @throws EmbeddedFailure when the directory is in use, the port is taken, or PostgreSQL refuses
   */
  public static EmbeddedDatabase start(Path dir, int port) {
    Path data = dir.toAbsolutePath().normalize().resolve("postgres");
    DirectoryLock lock = DirectoryLock.take(data.resolveSibling("postgres.lock"));
    try {
      Postmaster.of(data).ifPresent(left -> left.stop(STOP_WAIT));
      int chosen = port == 0 ? FreePort.any() : port;
      if (!FreePort.isFree(chosen)) {
        throw new EmbeddedFailure("port " + chosen + " for PostgreSQL is taken");
      }
      return launch(data, chosen, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Stops the PostgreSQL that a killed process left behind on the same directory, if one did.
   *
   * @throws EmbeddedFailure when the directory is in use
   */
  public static void stopLeftBehind(Path dir) {
    Path data = dir.toAbsolutePath().normalize().resolve("postgres");
    DirectoryLock lock = DirectoryLock.take(data.resolveSibling("postgres.lock"));
    try {
      Postmaster.of(data).ifPresent(left -> left.stop(STOP_WAIT));
    } finally {
      lock.close();
    }
  }

  private static EmbeddedDatabase launch(Path data, int port, DirectoryLock lock) {
    Binaries binaries = Binaries.unpacked();
    Path log = data.resolveSibling("postgres-start.log");
    initialise(binaries, data, log);
    run(
        binaries.command("pg_ctl", "-D", data.toString(), "-o", options(port), "-w", "start"),
        "PostgreSQL does not start on " + data,
        log);
    Postmaster postmaster =
        Postmaster.of(data)
            .orElseThrow(() -> new EmbeddedFailure("PostgreSQL started, but left no pid"));
    EmbeddedDatabase database = new EmbeddedDatabase(port, postmaster, lock);
    try {
      database.prepare();
      return database;
    } catch (SQLException e) {
      postmaster.stop(STOP_WAIT);
      throw new EmbeddedFailure("cannot prepare PostgreSQL on " + data + ": " + e.getMessage(), e);
    }
  }

  /** Makes the data directory if that has not been done; the rename makes it all or nothing. */
  private static void initialise(Binaries binaries, Path data, Path log) {
    if (Files.exists(data.resolve("PG_VERSION"))) {
      return;
    }
    Path fresh = data.resolveSibling("postgres.initialising");
    try {
      Trees.delete(fresh);
      run(
          binaries.command(
              "initdb",
              "--auth=trust",
              "--username=" + SUPERUSER,
              "--encoding=UTF8",
              "--no-locale",
              "--pgdata=" + fresh),
          "PostgreSQL's data directory " + data + " cannot be made",
          log);
      Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new EmbeddedFailure("cannot prepare " + data + ": " + e.getMessage(), e);
    }
  }

  private static void run(List<String> command, String trouble, Path log) {
    try {
      Files.deleteIfExists(log);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      int exit = process.waitFor();
      if (exit != 0) {
        String said = Files.readString(log, StandardCharsets.UTF_8).strip();
        throw new EmbeddedFailure(trouble + ": " + said);
      }
    } catch (IOException e) {
      throw new EmbeddedFailure(trouble + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedFailure(trouble + ": interrupted", e);
    }
  }

  private static String options(int port) {
    StringBuilder options = new StringBuilder("-p ").append(port);
    settings()
        .forEach((name, value) -> options.append(" -c ").append(name).append('=').append(value));
    return options.toString();
  }

  /** The way in without user or password, {@code jdbc:postgresql://…}. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + DATABASE;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The process id of the postmaster. */
  public long pid() {
    return postmaster.pid();
  }

  /** Stops PostgreSQL cleanly, ending open sessions; a second call does nothing. */
  public synchronized void stop() {
    if (!stopped) {
      stopped = true;
      postmaster.stop(STOP_WAIT);
      lock.close();
    }
  }

  /** Ends PostgreSQL without a chance to write anything, for tests of what survives. */
  public synchronized void kill() {
    if (!stopped) {
      stopped = true;
      postmaster.kill(STOP_WAIT);
      lock.close();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void prepare() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", SUPERUSER, "");
        Statement statement = connection.createStatement()) {
      for (String role : List.of(OWNER, SERVICE)) {
        if (isAbsent(statement, "select 1 from pg_roles where rolname = '" + role + "'")) {
          statement.execute("create role " + role + " login");
        }
      }
      // Who holds the journal's horizon back is asked by the service itself.
      statement.execute("grant pg_read_all_stats to " + SERVICE);
      if (isAbsent(statement, "select 1 from pg_database where datname = '" + DATABASE + "'")) {
        statement.execute("create database " + DATABASE + " owner " + OWNER);
      }
    }
  }

  private static boolean isAbsent(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return !rows.next();
    }
  }

  /** Durable first, then sized for a machine that it shares with the service and a broker. */
  private static Map<String, String> settings() {
    return Map.ofEntries(
        // The library starts it with both of these off.
        Map.entry("fsync", "on"),
        Map.entry("synchronous_commit", "on"),
        Map.entry("full_page_writes", "on"),
        Map.entry("listen_addresses", "127.0.0.1"),
        // A socket's path may have 107 bytes, a data directory's more: TCP only.
        Map.entry("unix_socket_directories", ""),
        Map.entry("max_connections", "100"),
        Map.entry("shared_buffers", "256MB"),
        Map.entry("wal_buffers", "16MB"),
        Map.entry("max_wal_size", "4GB"),
        Map.entry("checkpoint_timeout", "15min"),
        Map.entry("jit", "off"),
        Map.entry("timezone", "UTC"),
        // A session that forgets its transaction holds the journal's readers back.
        Map.entry("idle_in_transaction_session_timeout", "60s"),
        Map.entry("logging_collector", "on"),
        Map.entry("log_directory", "log"),
        Map.entry("log_filename", "postgresql-%a.log"),
        Map.entry("log_rotation_age", "1d"),
        Map.entry("log_truncate_on_rotation", "on"));
  }
}
