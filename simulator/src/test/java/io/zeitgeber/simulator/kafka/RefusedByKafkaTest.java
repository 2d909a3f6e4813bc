package io.zeitgeber.simulator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.simulator.Broker;
import io.zeitgeber.simulator.Ran;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Kafka whose access lists do not let one write: refused is refused, not out of reach. */
final class RefusedByKafkaTest {
  private static final Broker KAFKA = Broker.shared();
  private static final String UNSEEN = "refused-unseen";
  private static final String SEEN = "refused-seen";

  @BeforeAll
  static void topics() {
    KAFKA.create("participants", 2);
    KAFKA.create(UNSEEN, 1);
    KAFKA.create(SEEN, 1);
    KAFKA.allowOnly(UNSEEN, AclOperation.ALTER);
    KAFKA.allowOnly(SEEN, AclOperation.DESCRIBE);
  }

  @Test
  void feed_intoATopicThatItMayNotSee_exitsWithFourAndNamesIt() {
    assertRefused(feed(UNSEEN), UNSEEN);
  }

  @Test
  void feed_intoATopicThatItMayOnlySee_exitsWithFourAndNamesIt() {
    assertRefused(feed(SEEN), SEEN);
  }

  @Test
  void simulate_intoATopicThatItMayNotSee_exitsWithFourAndNamesIt() {
    assertRefused(simulate(UNSEEN), UNSEEN);
  }

  @Test
  void simulate_intoATopicThatItMayOnlySee_exitsWithFourAndNamesIt() {
    assertRefused(simulate(SEEN), SEEN);
  }

  private static void assertRefused(Ran ran, String topic) {
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(4);
    assertThat(ran.err()).contains(topic).containsIgnoringCase("not authorized");
  }

  private static Ran feed(String topic) {
    byte[] record =
        "{\"participant\":\"P1\",\"device\":\"w\",\"time\":1767571200000,\"bpm\":70}\n"
            .getBytes(StandardCharsets.UTF_8);
    return Ran.reading(
        new ByteArrayInputStream(record),
        Map.of(),
        "feed",
        "--to",
        KAFKA.bootstrap(),
        "--format",
        "json",
        "--topic",
        topic,
        "-");
  }

  private static Ran simulate(String topic) {
    return Ran.zeitgeber(
        "simulate",
        "--to",
        KAFKA.bootstrap(),
        "--topic",
        topic,
        "--participants",
        "2",
        "--for",
        "60s",
        "--speed",
        "MAX");
  }
}
