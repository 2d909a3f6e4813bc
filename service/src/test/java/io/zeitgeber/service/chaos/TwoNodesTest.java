package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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
  void twoNodes_firstOneThenTheOtherKilled_sameFactsAndAlertsAsUndisturbed() throws Exception {
    String name = "two";
    List<String> topics = List.of("obs-two");
    try (Admin admin = at.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("obs-two", PARTITIONS, (short) 1)
                      .configs(
                          java.util.Map.of(
                              "retention.ms", "-1", "unclean.leader.election.enable", "false"))))
          .all()
          .get();
    }
    at.createDatabase(name);
    Setup setup = new Setup(at, name, name, topics, "");
    Load load = new Load(77, 40);
    Progress progress = new Progress(setup);
    ServiceProcess first = ServiceProcess.start(setup, "a").awaitReady();
    ServiceProcess second =
        ServiceProcess.start(setup, "b", "--join", first.endpoints().get("cluster").asText())
            .awaitReady();
    int sent = 0;
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      sent += send(producer, load, 100);
      await("both read").atMost(PATIENCE).until(() -> progress.received() > 1000);
      first.kill();
      sent += send(producer, load, 100);
      awaitTakenOver(progress);
      first = ServiceProcess.start(setup, "a").awaitReady();
      sent += send(producer, load, 100);
      await("it goes on").atMost(PATIENCE).until(() -> progress.received() > 9000);
      second.kill();
      sent += send(producer, load, 100);
      awaitTakenOver(progress);
    } finally {
      first.stop();
    }
    compare(setup, topics, sent);
  }

  private static int send(KafkaProducer<byte[], byte[]> producer, Load load, int seconds) {
    List<Load.Sent> sent = load.seconds(seconds);
    Load.keyed(producer, "obs-two", sent);
    return sent.size();
  }

  private static void awaitTakenOver(Progress progress) {
    await("the other node has taken over").atMost(TAKEN_OVER).until(progress::allReceipted);
  }

  private void compare(Setup setup, List<String> topics, int sent) throws Exception {
    at.createDatabase("two_calm");
    Setup calm = new Setup(at, "two-calm", "two_calm", topics, "");
    ServiceProcess undisturbed = ServiceProcess.start(calm, "a").awaitReady();
    try {
      new Progress(calm).awaitAllReceipted(PATIENCE);
    } finally {
      undisturbed.stop();
    }
    History history = History.of(at, setup.database());
    History reference = History.of(at, "two_calm");
    assertThat(new HashSet<>(history.origins())).hasSize(sent).hasSameSizeAs(history.origins());
    assertThat(history.observations()).isEqualTo(reference.observations());
    assertThat(history.facts()).isEqualTo(reference.facts());
    assertThat(new Progress(setup).alerts()).isNotEmpty().isEqualTo(history.alerts());
  }
}
