package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Redelivery, restored backups, lost ranges and topics made anew. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.RESTARTED)
final class RestoreTest {
  private static final Duration PATIENCE = Infrastructure.PATIENCE;
  private static final int PARTITIONS = 2;

  private final Infrastructure at = Infrastructure.restarted();

  @Test
  void resetGroupAndRestoredDatabase_rereads_changesNothingAndLosesNothing() throws Exception {
    String name = "restore";
    String topic = "obs-restore";
    createTopic(topic);
    at.createDatabase(name);
    Setup setup = new Setup(at, name, name, List.of(topic), "");
    Progress progress = new Progress(setup);
    Load load = new Load(5, 20);
    int sent = run(setup, load, topic, 100);
    History first = History.of(at, name);

    resetGroup(name, topic);
    ServiceProcess again = ServiceProcess.start(setup, "a").awaitReady();
    await("the group has come to the end again")
        .atMost(PATIENCE)
        .until(() -> committed(name, topic) >= sent);
    again.kill();
    assertThat(History.of(at, name).facts()).isEqualTo(first.facts());
    assertThat(progress.received()).isEqualTo(sent);

    at.copyDatabase(name, name + "_backup");
    int more = sent + run(setup, load, topic, 100);
    History complete = History.of(at, name);
    at.renameDatabase(name, name + "_lost");
    at.renameDatabase(name + "_backup", name);
    run(setup, load, topic, 0);
    History restored = History.of(at, name);
    assertThat(restored.facts()).isEqualTo(complete.facts());
    assertThat(progress.received()).isEqualTo(more);
    assertThat(new HashSet<>(restored.origins())).hasSize(more);
    assertThat(progress.alerts()).as("no alert twice").isEqualTo(complete.alerts());
  }

  @Test
  void recordsGoneAfterRestore_stopsAndNamesTheRange_goesOnWhenAccepted() throws Exception {
    String name = "gone";
    String topic = "obs-gone";
    createTopic(topic);
    at.createDatabase(name);
    Setup setup = new Setup(at, name, name, List.of(topic), "");
    Load load = new Load(6, 20);
    run(setup, load, topic, 50);
    at.copyDatabase(name, name + "_backup");
    run(setup, load, topic, 50);
    at.renameDatabase(name, name + "_lost");
    at.renameDatabase(name + "_backup", name);
    deleteAllOf(topic);

    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    try {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        String trouble = awaitNotReady(service, "partition " + partition + ":");
        assertThat(trouble).contains("RECORDS_MISSING").contains(topic).contains("accept-gap");
        acceptAsTold(service, trouble, partition);
      }
      awaitReady(service);
      try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
        Load.keyed(producer, topic, load.seconds(20));
      }
      new Progress(setup).awaitAllReceipted(PATIENCE);
    } finally {
      service.stop();
    }
  }

  @Test
  void topicMadeAnew_stops_goesOnWhenAdopted() throws Exception {
    String name = "anew";
    String topic = "obs-anew";
    createTopic(topic);
    at.createDatabase(name);
    Setup setup = new Setup(at, name, name, List.of(topic), "");
    Load load = new Load(7, 20);
    int before = run(setup, load, topic, 20);
    try (Admin admin = at.admin()) {
      admin.deleteTopics(List.of(topic)).all().get();
      await("the topic is gone")
          .atMost(PATIENCE)
          .until(() -> !admin.listTopics().names().get().contains(topic));
    }
    createTopic(topic);
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    int after;
    try {
      assertThat(awaitNotReady(service, "TOPIC_RECREATED")).contains("topics adopt");
      assertThat(cli(service, "topics", "adopt", topic, "--by", "operator", "--reason", "test"))
          .isZero();
      awaitReady(service);
      try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
        List<Load.Sent> sent = load.seconds(20);
        Load.keyed(producer, topic, sent);
        after = sent.size();
      }
      Progress progress = new Progress(setup);
      await("all of the new topic is read")
          .atMost(PATIENCE)
          .until(() -> progress.received() == before + after);
    } finally {
      service.stop();
    }
    assertThat(new HashSet<>(History.of(at, name).origins())).hasSize(before + after);
  }

  /** Runs the service until all is read and delivered, and kills it; how many were sent. */
  private int run(Setup setup, Load load, String topic, int seconds) throws Exception {
    ServiceProcess service = ServiceProcess.start(setup, "a").awaitReady();
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      List<Load.Sent> sent = load.seconds(seconds);
      Load.keyed(producer, topic, sent);
      Progress progress = new Progress(setup);
      progress.awaitAllReceipted(PATIENCE);
      var expected = History.of(at, setup.database()).alerts();
      await("alerts are delivered")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(progress.alerts()).containsAllEntriesOf(expected));
      return sent.size();
    } finally {
      service.kill();
    }
  }

  private void createTopic(String topic) throws Exception {
    try (Admin admin = at.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, PARTITIONS, (short) 1)
                      .configs(
                          Map.of("retention.ms", "-1", "unclean.leader.election.enable", "false"))))
          .all()
          .get();
    }
  }

  private void resetGroup(String group, String topic) throws Exception {
    try (Admin admin = at.admin()) {
      Map<TopicPartition, OffsetAndMetadata> zero = new HashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        zero.put(new TopicPartition(topic, partition), new OffsetAndMetadata(0));
      }
      admin.alterConsumerGroupOffsets(group, zero).all().get();
    }
  }

  private long committed(String group, String topic) throws Exception {
    try (Admin admin = at.admin()) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> entry.getKey().topic().equals(topic))
          .mapToLong(entry -> entry.getValue().offset())
          .sum();
    }
  }

  private void deleteAllOf(String topic) throws Exception {
    try (Admin admin = at.admin()) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        all.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1));
      }
      admin.deleteRecords(all).all().get();
    }
  }

  private static String awaitNotReady(ServiceProcess service, String saying) {
    String[] found = {""};
    await("it says that it is not ready")
        .atMost(PATIENCE)
        .until(
            () -> {
              found[0] = service.ready();
              return found[0].contains(saying);
            });
    return found[0];
  }

  private static void awaitReady(ServiceProcess service) {
    await("it is ready again").atMost(PATIENCE).until(() -> service.readyStatus() == 200);
  }

  /** Runs the very command that the trouble names for a partition. */
  private static void acceptAsTold(ServiceProcess service, String trouble, int partition)
      throws Exception {
    int at = trouble.indexOf("accept-gap", trouble.indexOf("partition " + partition + ":"));
    String[] words = trouble.substring(at, trouble.indexOf("--by", at)).trim().split(" +");
    String[] command = new String[words.length + 5];
    command[0] = "topics";
    System.arraycopy(words, 0, command, 1, words.length);
    command[words.length + 1] = "--by";
    command[words.length + 2] = "operator";
    command[words.length + 3] = "--reason";
    command[words.length + 4] = "test";
    assertThat(cli(service, command)).isZero();
  }

  private static int cli(ServiceProcess service, String... command) throws Exception {
    return service.cli(command);
  }
}
