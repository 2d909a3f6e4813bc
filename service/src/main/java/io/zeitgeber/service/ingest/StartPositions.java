package io.zeitgeber.service.ingest;

import io.zeitgeber.persistence.receipt.LastReceipt;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.service.topics.TopicDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where reading begins: at the lesser of the last receipt's end and the group's commit. The
 * receipts decide: a group that was reset rereads and changes nothing; a group that is ahead, as
 * after a restored backup, is overruled. What Kafka no longer has stops its partition, and what has
 * another topic id under a known name stops its topic, until an operator accepts it by a journaled
 * command.
 */
final class StartPositions {
  private static final Logger log = LoggerFactory.getLogger(StartPositions.class);

  private final TopicDirectory topics;
  private final Receipts receipts;
  private final String kafkaCluster;
  private final Stoppages stoppages;
  private final List<String> names;
  private final int worker;
  private final int workers;

  /**
   * @param names the topics that the workers read together
   * @param worker which of them this is
   */
  StartPositions(
      TopicDirectory topics,
      Receipts receipts,
      String kafkaCluster,
      Stoppages stoppages,
      List<String> names,
      int worker,
      int workers) {
    this.topics = topics;
    this.receipts = receipts;
    this.kafkaCluster = kafkaCluster;
    this.stoppages = stoppages;
    this.names = names;
    this.worker = worker;
    this.workers = workers;
  }

  /** The places of this worker that can be read and are not open yet. */
  List<Reading> open(KafkaConsumer<?, ?> consumer, Set<TopicPartition> openNow) {
    List<Reading> fresh = new ArrayList<>();
    int index = 0;
    for (String name : names) {
      TopicDirectory.Known topic = topics.find(name);
      if (topic == null) {
        stoppages.put(
            new TopicPartition(name, 0),
            "topic %s does not exist; create it, or take it out of zeitgeber.topics"
                .formatted(name));
        continue;
      }
      for (int partition = 0; partition < topic.partitions(); partition++) {
        TopicPartition place = new TopicPartition(name, partition);
        boolean mine = index++ % workers == worker;
        if (mine && !openNow.contains(place)) {
          open(consumer, topic, place).ifPresent(fresh::add);
        }
      }
    }
    return fresh;
  }

  private Optional<Reading> open(
      KafkaConsumer<?, ?> consumer, TopicDirectory.Known topic, TopicPartition place) {
    if (!topics.mayRead(topic)) {
      stoppages.put(
          place,
          ("TOPIC_RECREATED: topic %s was deleted and made again (its id is %s now): its offsets"
                  + " mean other records. To read it from its beginning:"
                  + " ./zeitgeber topics adopt %s --by NAME --reason TEXT")
              .formatted(topic.name(), topic.id(), topic.name()));
      return Optional.empty();
    }
    Optional<LastReceipt> last = receipts.last(kafkaCluster, topic.id(), place.partition());
    long begin = consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
    long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
    long from = last.map(LastReceipt::next).orElse(begin);
    if (from < begin || from > end) {
      stoppages.put(place, missing(place, from, begin, end));
      return Optional.empty();
    }
    stoppages.clear(place);
    return Optional.of(
        new Reading(
            topic.id(),
            place,
            start(consumer, place, begin, from),
            from,
            last.map(LastReceipt::maxReceivedMicros).orElse(Long.MIN_VALUE)));
  }

  private static String missing(TopicPartition place, long from, long begin, long end) {
    if (from > end) {
      return ("RECORDS_MISSING: topic %s partition %d ends at offset %d, but %d was read already:"
              + " Kafka has lost what it had acknowledged, and would give its offsets away anew."
              + " Make the topic anew and adopt it:"
              + " ./zeitgeber topics adopt %s --by NAME --reason TEXT")
          .formatted(place.topic(), place.partition(), end, from - 1, place.topic());
    }
    return ("RECORDS_MISSING: topic %s partition %d: offsets %d to %d are gone from Kafka. To go on"
            + " without them: ./zeitgeber topics accept-gap %s --partition %d --from %d --to %d"
            + " --by NAME --reason TEXT")
        .formatted(
            place.topic(),
            place.partition(),
            from,
            begin - 1,
            place.topic(),
            place.partition(),
            from,
            begin);
  }

  private long start(
      KafkaConsumer<?, ?> consumer, TopicPartition place, long begin, long receipted) {
    Map<TopicPartition, OffsetAndMetadata> group = consumer.committed(Set.of(place));
    OffsetAndMetadata committed = group.get(place);
    if (committed == null) {
      return receipted;
    }
    if (committed.offset() > receipted) {
      log.warn(
          "{}: the group's offset {} is ahead of the last receipt {}: reading goes on from the"
              + " receipt",
          place,
          committed.offset(),
          receipted);
    }
    return Math.max(begin, Math.min(committed.offset(), receipted));
  }
}
