package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.nio.file.Files;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** No room left: reading waits and says why, nothing is lost, and it goes on once there is room. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
final class FullDiskTest {
  private static final Duration PATIENCE = Infrastructure.PATIENCE;
  private static final String NAME = "fulldisk";
  private static final String TOPIC = "obs-fulldisk";
  private static final int MEGABYTES = 64;

  private final Infrastructure at = Infrastructure.steady();

  @Test
  void diskOfTheDatabaseFull_readingWaitsAndSaysWhy_goesOnByItselfAndNothingIsLost()
      throws Exception {
    Optional<SmallDisk> mounted = SmallDisk.mount(at.dir().resolve("small"), MEGABYTES);
    assumeTrue(mounted.isPresent(), "no small disk can be mounted here: it takes root");
    try (SmallDisk disk = mounted.orElseThrow()) {
      at.createDatabaseOn(NAME, Files.createDirectory(disk.directory().resolve("data")));
      try {
        fill(disk);
      } finally {
        at.dropDatabaseOn(NAME);
      }
    }
  }

  private void fill(SmallDisk disk) throws Exception {
    Setup setup = new Setup(at, NAME, NAME, List.of(TOPIC), "");
    Progress progress = new Progress(setup);
    Load load = new Load(41, 20);
    int sent;
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at);
        Connection watching = at.connect(NAME)) {
      sent = send(producer, load.seconds(30));
      progress.awaitAllReceipted(PATIENCE);
      assertThat(progress.received(watching)).isEqualTo(sent);
      disk.fill();
      sent += send(producer, load.seconds(300));
      await("it says that the disk is full")
          .atMost(PATIENCE)
          .until(() -> service.ready().contains("No space left on device"));
      assertThat(service.readyStatus()).isEqualTo(503);
      assertThat(progress.received(watching))
          .as("without room there is no receipt")
          .isLessThan(sent);
      assertThat(service.isAlive()).isTrue();
      disk.makeRoom();
      progress.awaitAllReceipted(PATIENCE);
      await("it is ready again").atMost(PATIENCE).until(() -> service.readyStatus() == 200);
      var expected = History.of(at, NAME).alerts();
      await("all alerts are delivered")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(progress.alerts()).isNotEmpty().isEqualTo(expected));
    } finally {
      assertThat(service.stop()).isEqualTo(143);
    }
    History history = History.of(at, NAME);
    assertThat(history.origins()).hasSize(sent);
    assertThat(new HashSet<>(history.origins())).hasSize(sent);
    assertThat(history.derived()).isEqualTo(history.facts());
  }

  private static int send(KafkaProducer<byte[], byte[]> producer, List<Load.Sent> records) {
    Load.keyed(producer, TOPIC, records);
    return records.size();
  }
}
