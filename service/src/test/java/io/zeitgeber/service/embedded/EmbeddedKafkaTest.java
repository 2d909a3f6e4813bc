package io.zeitgeber.service.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedKafkaTest {
  private static final String TOPIC = "kept";

  @TempDir private Path dir;

  @Test
  void records_afterRestartOnAnotherPort_areStillThere() throws Exception {
    String clusterId;
    try (EmbeddedKafka first = EmbeddedKafka.start(dir, 0)) {
      clusterId = first.clusterId();
      try (Admin admin = admin(first)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        assertThat(admin.describeCluster().clusterId().get()).isEqualTo(clusterId);
      }
      try (KafkaProducer<byte[], byte[]> producer = producer(first)) {
        producer.send(new ProducerRecord<>(TOPIC, new byte[] {1})).get(30, TimeUnit.SECONDS);
      }
    }
    try (EmbeddedKafka second = EmbeddedKafka.start(dir, 0);
        Admin admin = admin(second)) {
      assertThat(second.clusterId()).isEqualTo(clusterId);
      assertThat(admin.describeCluster().clusterId().get()).isEqualTo(clusterId);
      assertThat(admin.listTopics().names().get()).isEqualTo(Set.of(TOPIC));
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      assertThat(
              admin
                  .listOffsets(Map.of(partition, OffsetSpec.latest()))
                  .partitionResult(partition)
                  .get()
                  .offset())
          .isEqualTo(1);
    }
  }

  @Test
  void port_takenByAnother_isRefusedByNumber() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedKafka.start(dir, other.getLocalPort()))
          .isInstanceOf(EmbeddedFailure.class)
          .hasMessageContaining("port " + other.getLocalPort());
    }
  }

  private static Admin admin(EmbeddedKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
