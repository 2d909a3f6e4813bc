package io.zeitgeber.service.deadline;

import io.zeitgeber.persistence.receipt.LastReceipt;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.service.topics.TopicDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to which received time all input was read and is durable. A partition that was read to its end
 * holds nothing back, be its last record ever so old; one that lags holds everything back to where
 * its receipts are; one that cannot be read at all (stopped, made anew) holds back without an end.
 */
final class InputEnds {
  private static final long PATIENCE_S = 10;

  private final Admin admin;
  private final TopicDirectory directory;
  private final Receipts receipts;
  private final String kafkaCluster;
  private final List<String> topics;

  /**
   * @param topics every topic that is read
   */
  InputEnds(
      Admin admin,
      TopicDirectory directory,
      Receipts receipts,
      String kafkaCluster,
      List<String> topics) {
    this.admin = admin;
    this.directory = directory;
    this.receipts = receipts;
    this.kafkaCluster = kafkaCluster;
    this.topics = topics;
  }

  /**
   * Up to which received time everything was read.
   *
   * @param nowMicros the clock before the ends are asked for
   * @return at most {@code nowMicros}; {@link Long#MIN_VALUE} where nothing can be said
   */
  long readUntil(long nowMicros) {
    long until = nowMicros;
    for (String name : topics) {
      TopicDirectory.Known topic = directory.find(name);
      if (topic == null || !directory.mayRead(topic)) {
        return Long.MIN_VALUE;
      }
      until = Math.min(until, readUntil(topic, nowMicros));
    }
    return until;
  }

  private long readUntil(TopicDirectory.Known topic, long nowMicros) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < topic.partitions(); partition++) {
      latest.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
    }
    long until = nowMicros;
    // Uncommitted ends: a transaction that is open holds back what it may bring.
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends(latest).entrySet()) {
      Optional<LastReceipt> last =
          receipts.last(kafkaCluster, topic.id(), end.getKey().partition());
      if (last.map(LastReceipt::next).orElse(0L) < end.getValue().offset()) {
        until = Math.min(until, last.map(LastReceipt::maxReceivedMicros).orElse(Long.MIN_VALUE));
      }
    }
    return until;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ends(Map<TopicPartition, OffsetSpec> latest) {
    try {
      return admin.listOffsets(latest).all().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("Kafka does not say where its partitions end", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }
}
