package io.zeitgeber.service.chaos;

import io.zeitgeber.persistence.key.KeyFile;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A Kafka and a PostgreSQL for many tests of this JVM: one pair that stays up, and one that is
 * stopped and started again. Tests of the two run side by side, because much of a fault test is
 * waiting for a failure to be noticed; those of one pair take turns by its lock.
 */
final class Infrastructure {
  /** Locks the pair that stays up. */
  static final String STEADY = "steady infrastructure";

  /** Locks the pair that is stopped and started again. */
  static final String RESTARTED = "restarted infrastructure";

  private static @Nullable Infrastructure steady;
  private static @Nullable Infrastructure restarted;

  private final Path dir;
  private EmbeddedKafka kafka;
  private EmbeddedDatabase database;
  private final int kafkaPort;
  private final int databasePort;

  private Infrastructure() {
    try {
      dir = Files.createTempDirectory("zeitgeber-chaos");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    kafka = EmbeddedKafka.start(dir, 0);
    kafkaPort = kafka.port();
    database = EmbeddedDatabase.start(dir, 0);
    databasePort = database.port();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
  }

  static synchronized Infrastructure steady() {
    if (steady == null) {
      steady = new Infrastructure();
    }
    return steady;
  }

  static synchronized Infrastructure restarted() {
    if (restarted == null) {
      restarted = new Infrastructure();
    }
    return restarted;
  }

  private void stop() {
    kafka.close();
    database.close();
  }

  Path dir() {
    return dir;
  }

  /** One set of keys for all databases here. */
  KeyFiles keys() {
    return KeyFiles.in(dir);
  }

  /** Opens what was sealed in a database. */
  KeyRing keys(String name) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url(name));
    source.setUser("postgres");
    return KeyRing.open(source, KeyFile.read(keys().encryption()));
  }

  String bootstrap() {
    return "127.0.0.1:" + kafkaPort;
  }

  Map<String, Object> kafkaProperties() {
    return Map.of("bootstrap.servers", bootstrap());
  }

  Admin admin() {
    return Admin.create(kafkaProperties());
  }

  String url(String name) {
    return "jdbc:postgresql://127.0.0.1:" + databasePort + "/" + name;
  }

  void restartKafka() {
    kafka.close();
    kafka = EmbeddedKafka.start(dir, kafkaPort);
  }

  /** PostgreSQL dies at once and comes back. */
  void killDatabase() {
    database.kill();
    database = EmbeddedDatabase.start(dir, databasePort);
  }

  /** A database of a test's own; it belongs to the owner's role. */
  void createDatabase(String name) throws SQLException {
    admin("create database " + name + " owner " + EmbeddedDatabase.OWNER);
  }

  void copyDatabase(String from, String to) throws SQLException {
    admin("create database " + to + " template " + from + " owner " + EmbeddedDatabase.OWNER);
  }

  void renameDatabase(String from, String to) throws SQLException {
    admin("alter database " + from + " rename to " + to);
  }

  private void admin(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Connection connect(String name) throws SQLException {
    return DriverManager.getConnection(url(name), "postgres", "");
  }
}
