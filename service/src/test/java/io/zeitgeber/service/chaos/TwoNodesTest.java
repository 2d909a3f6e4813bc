package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

/** Two nodes on one Kafka and PostgreSQL: either may die, and nothing is lost or done twice. */
final class TwoNodesTest {
  private static final int PARTITIONS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A killed node's work is taken over within this. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(30);

  private final Infrastructure at = Infrastructure.shared();

  @Test
  void firstNodeKilled_otherTakesOverAndItComesBack_sameFactsAndAlertsAsUndisturbed()
      throws Exception {
    killOne("two-first", true);
  }

  @Test
  void secondNodeKilled_firstTakesOver_sameFactsAndAlertsAsUndisturbed() throws Exception {
    killOne("two-second", false);
  }

  private void killOne(String topic, boolean first) throws Exception {
    String name = topic.replace('-', '_');
    createTopic(topic);
    at.createDatabase(name);
    Setup setup = new Setup(at, topic, name, List.of(topic), "");
    Load load = new Load(77, 40);
    Progress progress = new Progress(setup);
    ServiceProcess oldest = ServiceProcess.start(setup, "a").awaitReady();
    ServiceProcess second =
        ServiceProcess.start(setup, "b", "--join", oldest.endpoints().get("cluster").asText())
            .awaitReady();
    ServiceProcess survivor = first ? second : oldest;
    int sent = 0;
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      sent += send(producer, topic, load, 100);
      await("both read").atMost(PATIENCE).until(() -> progress.received() > 1000);
      (first ? oldest : second).kill();
      sent += send(producer, topic, load, 100);
      await("the other node has taken over").atMost(TAKEN_OVER).until(progress::allReceipted);
      if (first) {
        ServiceProcess back = ServiceProcess.start(setup, "a").awaitReady();
        sent += send(producer, topic, load, 100);
        await("both go on").atMost(PATIENCE).until(progress::allReceipted);
        assertThat(back.stop()).isEqualTo(143);
      }
    } finally {
      survivor.stop();
    }
    compare(setup, sent);
  }

  private void createTopic(String topic) throws Exception {
    try (Admin admin = at.admin()) {
      NewTopic wanted =
          new NewTopic(topic, PARTITIONS, (short) 1)
              .configs(Map.of("retention.ms", "-1", "unclean.leader.election.enable", "false"));
      admin.createTopics(List.of(wanted)).all().get();
    }
  }

  private static int send(
      KafkaProducer<byte[], byte[]> producer, String topic, Load load, int seconds) {
    List<Load.Sent> sent = load.seconds(seconds);
    Load.keyed(producer, topic, sent);
    return sent.size();
  }

  private void compare(Setup setup, int sent) throws Exception {
    String database = setup.database() + "_calm";
    at.createDatabase(database);
    Setup calm = new Setup(at, setup.name() + "-calm", database, setup.observations(), "");
    ServiceProcess undisturbed = ServiceProcess.start(calm, "a").awaitReady();
    try {
      new Progress(calm).awaitAllReceipted(PATIENCE);
    } finally {
      undisturbed.stop();
    }
    History history = History.of(at, setup.database());
    History reference = History.of(at, database);
    assertThat(new HashSet<>(history.origins())).hasSize(sent).hasSameSizeAs(history.origins());
    assertThat(history.observations()).isEqualTo(reference.observations());
    assertThat(history.facts()).isEqualTo(reference.facts());
    assertThat(new Progress(setup).alerts()).isNotEmpty().isEqualTo(history.alerts());
  }
}
