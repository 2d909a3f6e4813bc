package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigFactory;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.database.Migrations;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.JournalWriter;
import io.zeitgeber.persistence.journal.JournalWriterSettings;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * No room for the logs that PostgreSQL and the broker write first of all: what each had answered is
 * there, once, and what it had not is taken when there is room. With a whole service around them:
 * {@link FullLogDiskTest}, the long form.
 */
@Execution(ExecutionMode.CONCURRENT)
final class FullLogTest {
  private static final Duration PATIENCE = Infrastructure.PATIENCE;
  private static final int BEFORE = 20;
  private static final int ENTRIES = 60;
  private static final int WAL_MEGABYTES = 96;
  private static final int BROKER_MEGABYTES = 128;
  private static final int RECORD_BYTES = 512 << 10;
  private static final String TOPIC = "full";
  private static final UUID WRITER = new UUID(0, 1);

  @TempDir private Path dir;

  @Test
  void diskOfTheWriteAheadLogFull_whatWasAnsweredIsThere_theRestIsTakenOnceThereIsRoom()
      throws Exception {
    EmbeddedDatabase database = EmbeddedDatabase.start(dir, 0);
    Migrations.migrate(source(database, EmbeddedDatabase.OWNER), EmbeddedDatabase.SERVICE);
    int port = database.port();
    database.close();
    Path wal = dir.resolve("postgres").resolve("pg_wal");
    var mounted = SmallDisk.mountOver(wal, dir.resolve("kept"), WAL_MEGABYTES);
    assumeTrue(mounted.isPresent(), "no small disk can be mounted here: it takes root");
    try (SmallDisk disk = mounted.orElseThrow()) {
      database = EmbeddedDatabase.start(dir, port);
      List<StoredEntry> entries = entries();
      int answered = write(database, entries, disk);
      assertThat(answered).isBetween(BEFORE, ENTRIES - 1);
      disk.makeRoom();
      database.kill();
      database = EmbeddedDatabase.start(dir, port);
      PGSimpleDataSource service = source(database, EmbeddedDatabase.SERVICE);
      assertThat(there(service)).as("what was answered").hasSizeGreaterThanOrEqualTo(answered);
      try (JournalWriter writer = writer(service)) {
        for (StoredEntry entry : entries.subList(there(service).size(), ENTRIES)) {
          writer.write(entry, WRITER).get();
        }
      }
      assertThat(there(service)).containsExactlyElementsOf(digests(entries));
      database.kill();
    }
  }

  /** How many were answered as durable before the log was full. */
  private static int write(EmbeddedDatabase database, List<StoredEntry> entries, SmallDisk disk)
      throws Exception {
    int answered = 0;
    try (JournalWriter writer = writer(source(database, EmbeddedDatabase.SERVICE))) {
      for (StoredEntry entry : entries) {
        if (answered == BEFORE) {
          disk.fill();
        }
        writer.write(entry, WRITER).get();
        answered++;
        if (answered > BEFORE) {
          nextSegment(database);
        }
      }
    } catch (ExecutionException full) {
      return answered;
    }
    return answered;
  }

  // What was set aside of the log in advance is used up first.
  private static void nextSegment(EmbeddedDatabase database) {
    try (Connection connection = source(database, "postgres").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_switch_wal()");
    } catch (SQLException ended) {
      assertThat(ended.getSQLState()).as("the server went").startsWith("08").isNotNull();
    }
  }

  private static JournalWriter writer(PGSimpleDataSource service) {
    JournalWriterSettings settings =
        JournalWriterSettings.of(ConfigFactory.load().getConfig("zeitgeber.journal.writer"));
    return new JournalWriter(service, settings, () -> {}, _ -> {});
  }

  private static List<StoredEntry> entries() {
    EntryCodec codec = new EntryCodec("test");
    Protocol protocol = ProtocolText.standard().core();
    List<StoredEntry> entries = new ArrayList<>();
    byte[] digest = StoredEntry.noDigest();
    for (int at = 1; at <= ENTRIES; at++) {
      StoredEntry entry =
          codec.encode("S1", "P1", at, digest, protocol, new Input.Tick(at), List.of());
      entries.add(entry);
      digest = entry.digest();
    }
    return entries;
  }

  private static List<String> there(PGSimpleDataSource service) {
    return digests(
        new JournalReader(service)
            .page("S1/P1", 1, ENTRIES, ENTRIES).stream().map(JournalRow::entry).toList());
  }

  private static List<String> digests(List<StoredEntry> entries) {
    return entries.stream().map(it -> HexFormat.of().formatHex(it.digest())).toList();
  }

  private static PGSimpleDataSource source(EmbeddedDatabase database, String user) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(user);
    return source;
  }

  @Test
  void diskOfTheBrokerFull_whatWasAcknowledgedIsThere_theRestIsTakenOnceThereIsRoom()
      throws Exception {
    var mounted = SmallDisk.mount(dir.resolve("small"), BROKER_MEGABYTES);
    assumeTrue(mounted.isPresent(), "no small disk can be mounted here: it takes root");
    int port = freePort();
    Map<String, Object> at = Map.of("bootstrap.servers", "127.0.0.1:" + port);
    Process broker = broker(port);
    try (SmallDisk disk = mounted.orElseThrow();
        KafkaProducer<Integer, byte[]> producer =
            new KafkaProducer<>(at, new IntegerSerializer(), new ByteArraySerializer())) {
      try (Admin admin = Admin.create(at)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      }
      AtomicInteger acknowledged = new AtomicInteger();
      send(producer, 0, BEFORE, acknowledged);
      producer.flush();
      assertThat(acknowledged).hasValue(BEFORE);
      disk.fill();
      send(producer, BEFORE, ENTRIES, acknowledged);
      await("the broker has ended itself").atMost(PATIENCE).until(() -> !broker.isAlive());
      assertThat(acknowledged).hasValueLessThan(ENTRIES);
      disk.makeRoom();
      Process again = broker(port);
      try {
        producer.flush();
        assertThat(acknowledged).hasValue(ENTRIES);
        assertThat(there(at))
            .containsExactlyElementsOf(IntStream.range(0, ENTRIES).boxed().toList());
      } finally {
        again.destroyForcibly().waitFor();
      }
    } finally {
      broker.destroyForcibly().waitFor();
    }
  }

  private static void send(
      KafkaProducer<Integer, byte[]> producer, int from, int to, AtomicInteger acknowledged) {
    for (int number = from; number < to; number++) {
      var _ =
          producer.send(
              new ProducerRecord<>(TOPIC, 0, number, new byte[RECORD_BYTES]),
              (_, failure) -> acknowledged.addAndGet(failure == null ? 1 : 0));
    }
  }

  private static List<Integer> there(Map<String, Object> at) {
    try (KafkaConsumer<Integer, byte[]> consumer =
        new KafkaConsumer<>(at, new IntegerDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      List<Integer> numbers = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> numbers.add(record.key()));
      }
      return numbers;
    }
  }

  private Process broker(int port) throws IOException {
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx300m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.zeitgeber.service.cli.Main",
            "infra",
            "--only",
            "kafka",
            "--data",
            dir.resolve("small").resolve("data").toString(),
            "--kafka-port",
            Integer.toString(port));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("broker.log").toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
