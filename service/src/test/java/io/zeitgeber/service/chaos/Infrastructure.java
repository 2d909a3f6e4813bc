package io.zeitgeber.service.chaos;

import io.zeitgeber.persistence.database.Migrations;
import io.zeitgeber.persistence.key.KeyFile;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import io.zeitgeber.service.embedded.EmbeddedKafka;
import io.zeitgeber.service.embedded.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A Kafka and a PostgreSQL for many tests of this JVM: one pair that stays up, and one that is
 * stopped and started again. Tests of the two run side by side, because much of a fault test is
 * waiting for a failure to be noticed; those of one pair take turns by its lock.
 */
final class Infrastructure {
  /** For what must happen some time: it says nothing about how soon, for a machine may be busy. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Locks the pair that stays up. */
  static final String STEADY = "steady infrastructure";

  /** Locks the pair that is stopped and started again. */
  static final String RESTARTED = "restarted infrastructure";

  private static final String MIGRATED = "migrated";

  private static @Nullable Infrastructure steady;
  private static @Nullable Infrastructure restarted;

  private final Path dir;
  private EmbeddedKafka kafka;
  private EmbeddedDatabase database;
  private final int kafkaPort;
  private final int databasePort;
  private final KafkaConsumer<byte[], byte[]> ends;

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
    ends =
        new KafkaConsumer<>(
            kafkaProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      createEmptyDatabase(MIGRATED);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setUrl(url(MIGRATED));
    owner.setUser(EmbeddedDatabase.OWNER);
    Migrations.migrate(owner, EmbeddedDatabase.SERVICE);
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
  }

  static synchronized Infrastructure steady() {
    if (steady == null) {
      steady = new Infrastructure();
      Learned.begin(steady);
    }
    return steady;
  }

  static synchronized Infrastructure restarted() {
    if (restarted == null) {
      restarted = new Infrastructure();
    }
    return restarted;
  }

  /** Stops both and removes what they kept; what nodes said stays beside it. */
  private void stop() {
    ends.close();
    kafka.close();
    database.close();
    try {
      Trees.delete(dir.resolve("kafka"));
      Trees.delete(dir.resolve("postgres"));
      Learned.forget(dir);
    } catch (IOException kept) {
      throw new UncheckedIOException(kept);
    }
  }

  /** Where partitions end now. */
  synchronized Map<TopicPartition, Long> ends(List<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      ends.partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return ends.endOffsets(partitions);
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

  /** A database of a test's own, with its tables; it belongs to the owner's role. */
  void createDatabase(String name) throws SQLException {
    copyDatabase(MIGRATED, name);
  }

  /** As {@link #createDatabase}, on a disk of its own; the journal's log stays where it was. */
  void createDatabaseOn(String name, Path directory) throws SQLException {
    admin("create tablespace " + name + " location '" + directory + "'");
    admin(
        "create database %s template %s tablespace %s owner %s"
            .formatted(name, MIGRATED, name, EmbeddedDatabase.OWNER));
  }

  /** The disk goes, and with it the database. */
  void dropDatabaseOn(String name) throws SQLException {
    admin("drop database " + name + " with (force)");
    admin("drop tablespace " + name);
  }

  /** One without tables, as a first node finds it. */
  void createEmptyDatabase(String name) throws SQLException {
    admin("create database " + name + " owner " + EmbeddedDatabase.OWNER);
  }

  /** Both need the database for themselves; who was killed may not have left it yet. */
  void copyDatabase(String from, String to) throws SQLException {
    disconnect(from);
    admin("create database " + to + " template " + from + " owner " + EmbeddedDatabase.OWNER);
  }

  void renameDatabase(String from, String to) throws SQLException {
    disconnect(from);
    admin("alter database " + from + " rename to " + to);
  }

  private void disconnect(String name) throws SQLException {
    if (!name.equals(MIGRATED)) {
      admin(
          "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '"
              + name
              + "'");
    }
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
