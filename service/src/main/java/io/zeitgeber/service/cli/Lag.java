package io.zeitgeber.service.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far reading is behind what was sent, as Kafka sees it. */
final class Lag {
  /** The group that the service commits to, as a courtesy to tools like this one. */
  private static final String GROUP = "zeitgeber";

  private Lag() {}

  /**
   * One partition.
   *
   * @param end the offset that the next record sent will get
   * @param committed the offset of the next record to read
   */
  record Partition(String topic, int partition, long end, long committed) {
    /** Records that wait to be read. */
    long waiting() {
      return Math.max(0, end - committed);
    }
  }

  /** Every partition that was read from, in order. Throws {@link CommandFailure} out of reach. */
  static List<Partition> of(Admin admin) {
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    Kafka.await(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, offset);
              }
            });
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    committed.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> ends = Kafka.await(admin.listOffsets(wanted).all());
    List<Partition> lag = new ArrayList<>();
    committed.forEach(
        (partition, offset) -> {
          ListOffsetsResultInfo end = ends.get(partition);
          if (end != null) {
            lag.add(
                new Partition(
                    partition.topic(), partition.partition(), end.offset(), offset.offset()));
          }
        });
    lag.sort(Comparator.comparing(Partition::topic).thenComparingInt(Partition::partition));
    return lag;
  }
}
