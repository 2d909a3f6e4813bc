package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * I1: nothing lost, nothing twice, under SIGKILL at random moments, a restart of PostgreSQL and one
 * of the broker. A seed names a run; the long form has many kills.
 */
@Isolated(
    "a dozen Java machines start one after the other: beside other tests it takes twice as long")
final class KillsTest {
  private static final Duration PATIENCE = Infrastructure.PATIENCE;
  private static final int PARTITIONS = 8;

  private final Infrastructure at = Infrastructure.restarted();

  @Test
  void keyedLoad_killsAndRestarts_sameFactsAndAlertsAsUndisturbed() throws Exception {
    keyed(20_261, 5, 24_000);
  }

  @Test
  void unkeyedLoadOverTwoTopics_killsAndRestarts_nothingLostOrTwiceAndDerivable() throws Exception {
    unkeyed(20_262, 5, 16_000);
  }

  @Test
  @Tag("long")
  void keyedLoad_manyKills_sameFactsAndAlertsAsUndisturbed() throws Exception {
    keyed(30_261, 60, 600_000);
  }

  @Test
  @Tag("long")
  void unkeyedLoad_manyKills_nothingLostOrTwice() throws Exception {
    unkeyed(30_262, 60, 600_000);
  }

  private void keyed(long seed, int kills, int records) throws Exception {
    String name = "keyed" + seed;
    List<String> topics = List.of("obs-" + name);
    createTopics(topics);
    at.createDatabase(name);
    at.createDatabase(name + "_calm");
    Setup setup = new Setup(at, name, name, topics, "");
    disturb(
        setup,
        seed,
        kills,
        records,
        (producer, sent) -> Load.keyed(producer, topics.getFirst(), sent));
    History disturbed = History.of(at, name);

    Setup calm = new Setup(at, name + "-calm", name + "_calm", topics, "");
    ServiceProcess undisturbed = ServiceProcess.start(calm, "a").awaitReady();
    try {
      new Progress(calm).awaitAllReceipted(PATIENCE);
      awaitAlerts(calm);
    } finally {
      assertThat(undisturbed.stop()).isEqualTo(143);
    }
    History reference = History.of(at, name + "_calm");

    assertThat(disturbed.rows()).as("slices were cut differently").isNotEqualTo(reference.rows());
    assertThat(disturbed.observations()).isEqualTo(reference.observations());
    assertThat(disturbed.facts()).isEqualTo(reference.facts());
    assertThat(disturbed.derived()).isEqualTo(disturbed.facts());
    assertThat(new Progress(setup).alerts())
        .isNotEmpty()
        .isEqualTo(disturbed.alerts())
        .isEqualTo(new Progress(calm).alerts());
    assertBalanced(setup, records);
  }

  private void unkeyed(long seed, int kills, int records) throws Exception {
    String name = "unkeyed" + seed;
    List<String> topics = List.of("obs-" + name + "-a", "obs-" + name + "-b");
    createTopics(topics);
    at.createDatabase(name);
    Setup setup = new Setup(at, name, name, topics, "");
    disturb(
        setup,
        seed,
        kills,
        records,
        (producer, sent) -> Load.unkeyed(producer, topics, PARTITIONS, sent));
    History history = History.of(at, name);
    List<String> origins = history.origins();
    assertThat(new HashSet<>(origins)).as("nothing twice").hasSize(origins.size());
    assertThat(origins).as("nothing lost").hasSize(records);
    assertOffsetOrder(history);
    assertThat(history.derived()).isEqualTo(history.facts());
    assertThat(new Progress(setup).alerts()).isNotEmpty().isEqualTo(history.alerts());
    assertBalanced(setup, records);
  }

  /** Sends part of a load to its topics. */
  private interface Sending {
    void send(KafkaProducer<byte[], byte[]> producer, List<Load.Sent> sent);
  }

  /** Streams the load while the service is killed again and again. */
  private void disturb(Setup setup, long seed, int kills, int records, Sending sending)
      throws Exception {
    int participants = 40;
    int rounds = kills + 1;
    int seconds = records / participants / rounds;
    SplittableRandom random = new SplittableRandom(seed);
    Load load = new Load(seed, participants);
    Progress progress = new Progress(setup);
    ServiceProcess service = ServiceProcess.start(setup, "a");
    int sentRecords = 0;
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      for (int round = 0; round < rounds; round++) {
        int now = round < rounds - 1 ? seconds : (records - sentRecords) / participants;
        List<Load.Sent> sent = load.seconds(now);
        sentRecords += sent.size();
        service.awaitReady();
        sending.send(producer, sent);
        if (round == rounds - 1) {
          break;
        }
        long threshold = progress.received() + random.nextInt(1, Math.max(2, sent.size() / 2));
        await("some of it was read")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(10))
            .until(() -> progress.received() >= threshold || progress.allReceipted());
        service.kill();
        if (round == kills / 3) {
          at.killDatabase();
        }
        if (round == kills / 2) {
          at.restartKafka();
        }
        service = ServiceProcess.start(setup, "a");
      }
      progress.awaitAllReceipted(PATIENCE);
      awaitAlerts(setup);
    } finally {
      service.kill();
    }
  }

  private void awaitAlerts(Setup setup) throws Exception {
    var expected = History.of(at, setup.database()).alerts();
    await("all alerts are delivered")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(new Progress(setup).alerts()).isEqualTo(expected));
  }

  private void createTopics(List<String> topics) throws Exception {
    try (Admin admin = at.admin()) {
      admin
          .createTopics(
              topics.stream()
                  .map(
                      topic ->
                          new NewTopic(topic, PARTITIONS, (short) 1)
                              .configs(
                                  java.util.Map.of(
                                      "retention.ms", "-1",
                                      "unclean.leader.election.enable", "false")))
                  .toList())
          .all()
          .get();
    }
  }

  private static void assertOffsetOrder(History history) {
    history
        .observations()
        .forEach(
            (entity, records) -> {
              java.util.Map<String, Long> last = new java.util.HashMap<>();
              for (String record : records) {
                String[] parts = record.split(" ", 4);
                Long before = last.put(parts[0] + parts[1], Long.valueOf(parts[2]));
                assertThat(before == null || before < Long.parseLong(parts[2]))
                    .as("%s takes its records in offset order", entity)
                    .isTrue();
              }
            });
  }

  private static void assertBalanced(Setup setup, int records) throws Exception {
    assertThat(new Progress(setup).received())
        .as("every record has one receipt")
        .isEqualTo(records);
  }
}
