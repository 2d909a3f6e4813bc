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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two nodes on one Kafka and PostgreSQL: either may die, and nothing is lost or done twice. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
final class TwoNodesTest {
  private static final int PARTITIONS = 8;
  private static final Duration PATIENCE = Infrastructure.PATIENCE;

  /** A killed node's work is taken over within this. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(30);

  // Waveforms of one participant that are together larger than a remoting frame of 4 MiB.
  private static final int HEAVY_PARTICIPANTS = 4;
  private static final int HEAVY_RECORDS = 8;
  private static final int HEAVY_VALUES = 60_000;

  private final Infrastructure at = Infrastructure.steady();

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
    Setup calm = new Setup(at, topic + "-calm", name + "_calm", List.of(topic), "");
    at.createDatabase(calm.database());
    int sent = 0;
    @Nullable ServiceProcess undisturbed = null;
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      if (first) {
        sent += send(producer, topic, load.heavy(HEAVY_PARTICIPANTS, HEAVY_RECORDS, HEAVY_VALUES));
      }
      sent += send(producer, topic, load.seconds(100));
      await("both read").atMost(PATIENCE).until(() -> progress.received() > 1000);
      (first ? oldest : second).kill();
      undisturbed = ServiceProcess.start(calm, "a");
      sent += send(producer, topic, load.seconds(100));
      await("the other node has taken over").atMost(TAKEN_OVER).until(progress::allReceipted);
      if (first) {
        ServiceProcess back = ServiceProcess.start(setup, "a").awaitReady();
        sent += send(producer, topic, load.seconds(100));
        await("both go on").atMost(PATIENCE).until(progress::allReceipted);
        assertThat(back.stop()).isEqualTo(143);
      }
    } finally {
      survivor.stop();
      if (undisturbed != null) {
        new Progress(calm).awaitAllReceipted(PATIENCE);
        undisturbed.stop();
      }
    }
    compare(setup, calm, sent);
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
      KafkaProducer<byte[], byte[]> producer, String topic, List<Load.Sent> sent) {
    Load.keyed(producer, topic, sent);
    return sent.size();
  }

  private void compare(Setup setup, Setup calm, int sent) throws Exception {
    History history = History.of(at, setup.database());
    History reference = History.of(at, calm.database());
    assertThat(new HashSet<>(history.origins())).hasSize(sent).hasSameSizeAs(history.origins());
    assertThat(history.observations()).isEqualTo(reference.observations());
    assertThat(history.facts()).isEqualTo(reference.facts());
    assertThat(new Progress(setup).alerts()).isNotEmpty().isEqualTo(history.alerts());
  }
}
