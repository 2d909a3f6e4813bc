package io.zeitgeber.service.ingest;

import io.zeitgeber.persistence.receipts.Receipt;
import io.zeitgeber.persistence.receipts.Receipts;
import io.zeitgeber.service.topics.TopicDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where reading begins: at the lesser of the last receipt's end and the group's commit. The receipts
 * decide: a group that was reset rereads and changes nothing; a group that is ahead, as after a
 * restored backup, is overruled. What Kafka no longer has stops its partition, and what has another
 * topic id under a known name stops its topic, until an operator accepts it by a journaled command.
 */
final class StartPositions {
  private static final Logger log = LoggerFactory.getLogger(StartPositions.class);

  private final TopicDirectory topics;
  private final Receipts receipts;
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
      Stoppages stoppages,
      List<String> names,
      int worker,
      int workers) {
    this.topics = topics;
    this.receipts = receipts;
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
    Optional<UUID> adopted = topics.adopted(place.topic());
    if (adopted.isPresent() && !adopted.get().equals(topic.id())) {
      stoppages.put(
          place,
          ("TOPIC_RECREATED: topic %s was deleted and made again (id %s, was %s); its records are"
                  + " not the ones that were read. To read it from its beginning:"
                  + " ./zeitgeber topics adopt %s --by NAME --reason TEXT")
              .formatted(place.topic(), topic.id(), adopted.get(), place.topic()));
      return Optional.empty();
    }
    Optional<Receipt> last = receipts.last(topic.id(), place.partition());
    long begin = consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
    long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
    long receipted =
        last.map(Receipt::next).orElseGet(() -> Math.max(begin, 0));
    long accepted = receipts.acceptedUpTo(topic.id(), place.partition());
    long from = Math.max(receipted, accepted);
    if (from < begin || from > end) {
      stoppages.put(place, missing(place, from, from < begin ? begin : end));
      return Optional.empty();
    }
    stoppages.clear(place);
    return Optional.of(
        new Reading(
            topic.id(),
            place,
            start(consumer, place, begin, from),
            from,
            last.map(Receipt::maxReceivedMicros).orElse(Long.MIN_VALUE)));
  }

  private static String missing(TopicPartition place, long from, long to) {
    String what =
        from < to
            ? "offsets %d to %d are gone from Kafka".formatted(from, to - 1)
            : "Kafka ends at offset %d, but %d was read already".formatted(to, from - 1);
    return ("RECORDS_MISSING: topic %s partition %d: %s. To go on without them:"
            + " ./zeitgeber topics accept-gap %s --partition %d --from %d --to %d --by NAME"
            + " --reason TEXT")
        .formatted(
            place.topic(), place.partition(), what, place.topic(), place.partition(), from, to);
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
