package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * No room for the log that PostgreSQL or the broker writes first of all: each ends itself. The
 * service says so and lives, nothing is lost, and it goes on when there is room and they are
 * started again.
 */
@Tag("long")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.RESTARTED)
final class FullLogDiskTest {
  private static final Duration PATIENCE = Infrastructure.PATIENCE;
  private static final int BROKER_MEGABYTES = 64;
  private static final int WAL_MEGABYTES = 192;

  private final Infrastructure at = Infrastructure.restarted();

  @Test
  void diskOfTheWriteAheadLogFull_databaseEndsItself_nothingIsLostOnceItIsStartedWithRoom()
      throws Exception {
    Path wal = at.dir().resolve("postgres").resolve("pg_wal");
    Path kept = at.dir().resolve("pg_wal-kept");
    at.pause();
    Files.createDirectories(kept);
    copy(wal, kept);
    Optional<SmallDisk> mounted = SmallDisk.mount(wal, WAL_MEGABYTES);
    try {
      mounted.ifPresent(_ -> copy(kept, wal));
    } finally {
      at.resume();
    }
    assumeTrue(mounted.isPresent(), "no small disk can be mounted here: it takes root");
    try (SmallDisk disk = mounted.orElseThrow()) {
      try {
        at.createDatabase("fullwal");
        fillWal(disk);
      } finally {
        at.pause();
        empty(kept);
        copy(wal, kept);
      }
    } finally {
      empty(wal);
      copy(kept, wal);
      at.resume();
    }
  }

  private void fillWal(SmallDisk disk) throws Exception {
    Setup setup = new Setup(at, "fullwal", "fullwal", List.of("obs-fullwal"), "");
    Progress progress = new Progress(setup);
    Load load = new Load(43, 20);
    int sent;
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      sent = send(producer, "obs-fullwal", load.seconds(30));
      progress.awaitAllReceipted(PATIENCE);
      disk.fill();
      writeUntilItEnds();
      sent += send(producer, "obs-fullwal", load.seconds(60));
      awaitNotReady(service, "database");
      disk.makeRoom();
      at.killDatabase();
      progress.awaitAllReceipted(PATIENCE);
      await("it is ready again").atMost(PATIENCE).until(() -> service.readyStatus() == 200);
    } finally {
      assertThat(service.stop()).isEqualTo(143);
    }
    assertNothingLost(setup, sent);
  }

  // What was set aside in advance is used up first.
  private void writeUntilItEnds() {
    await("PostgreSQL has no room for its log")
        .pollInterval(Duration.ofMillis(10))
        .atMost(PATIENCE)
        .until(
            () -> {
              try (Connection connection = at.connect("postgres");
                  Statement statement = connection.createStatement()) {
                statement.execute(
                    "select pg_logical_emit_message(false, 'test', repeat('x', 9999))");
                statement.execute("select pg_switch_wal()");
                return false;
              } catch (SQLException ended) {
                return true;
              }
            });
  }

  @Test
  void diskOfTheBrokerFull_brokerEndsItself_nothingIsLostOnceItIsStartedWithRoom()
      throws Exception {
    Path data = at.dir().resolve("kafka");
    at.stopKafka();
    try {
      Optional<SmallDisk> mounted = mountFormatted(data);
      assumeTrue(mounted.isPresent(), "no small disk can be mounted here: it takes root");
      try (SmallDisk disk = mounted.orElseThrow()) {
        at.createDatabase("fullbroker");
        fillBroker(disk);
      }
    } finally {
      at.restartKafka();
    }
  }

  /** An empty broker of the same cluster; what was there lies beneath. */
  private static Optional<SmallDisk> mountFormatted(Path data) throws Exception {
    Map<String, byte[]> formatted = new HashMap<>();
    try (Stream<Path> files = Files.list(data)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        if (each.toString().endsWith(".properties") || each.toString().contains("bootstrap")) {
          formatted.put(each.getFileName().toString(), Files.readAllBytes(each));
        }
      }
    }
    Optional<SmallDisk> mounted = SmallDisk.mount(data, BROKER_MEGABYTES);
    if (mounted.isPresent()) {
      for (Map.Entry<String, byte[]> each : formatted.entrySet()) {
        Files.write(data.resolve(each.getKey()), each.getValue());
      }
    }
    return mounted;
  }

  private void fillBroker(SmallDisk disk) throws Exception {
    Setup setup = new Setup(at, "fullbroker", "fullbroker", List.of("obs-fullbroker"), "");
    Path log = at.dir().resolve("broker.log");
    Progress progress = new Progress(setup);
    Load load = new Load(47, 20);
    int sent;
    Process broker = at.brokerOfItsOwn(log);
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      sent = send(producer, "obs-fullbroker", load.seconds(30));
      progress.awaitAllReceipted(PATIENCE);
      disk.fill();
      List<Load.Sent> more = load.seconds(60);
      Thread sending = Thread.ofVirtual().start(() -> Load.keyed(producer, "obs-fullbroker", more));
      await("the broker has ended itself; its log: " + log)
          .atMost(PATIENCE)
          .until(() -> !broker.isAlive());
      awaitNotReady(service, "kafka");
      disk.makeRoom();
      Process again = at.brokerOfItsOwn(log);
      try {
        sending.join();
        sent += more.size();
        progress.awaitAllReceipted(PATIENCE);
        await("it is ready again").atMost(PATIENCE).until(() -> service.readyStatus() == 200);
        assertThat(service.stop()).isEqualTo(143);
      } finally {
        again.destroy();
        again.waitFor();
      }
    } finally {
      broker.destroyForcibly().waitFor();
      service.kill();
    }
    assertNothingLost(setup, sent);
  }

  /** Trouble of others makes a node not ready, never dead. */
  private static void awaitNotReady(ServiceProcess service, String check) throws Exception {
    await("it says why it is not ready")
        .atMost(PATIENCE)
        .until(() -> service.readyStatus() == 503 && service.ready().contains("\"" + check + "\""));
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI alive = URI.create(service.endpoints().get("http").asText() + "/alive");
      assertThat(
              client
                  .send(
                      HttpRequest.newBuilder(alive).build(), HttpResponse.BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  private void assertNothingLost(Setup setup, int sent) throws Exception {
    History history = History.of(at, setup.database());
    assertThat(history.origins()).hasSize(sent);
    assertThat(new HashSet<>(history.origins())).hasSize(sent);
    assertThat(history.derived()).isEqualTo(history.facts());
  }

  private static int send(
      KafkaProducer<byte[], byte[]> producer, String topic, List<Load.Sent> records) {
    Load.keyed(producer, topic, records);
    return records.size();
  }

  private static void copy(Path from, Path to) {
    try {
      new ProcessBuilder("cp", "-a", from + "/.", to.toString()).inheritIO().start().waitFor();
    } catch (java.io.IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void empty(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Files.delete(each);
      }
    }
  }
}
