package io.zeitgeber.service.ingest;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Partitions that are not read, and the sentence that says why and what to do about it. */
public final class Stoppages {
  private static final Logger log = LoggerFactory.getLogger(Stoppages.class);

  private final Map<String, String> byPlace = new ConcurrentSkipListMap<>();

  void put(TopicPartition place, String why) {
    if (!why.equals(byPlace.put(place.toString(), why))) {
      log.error("{} is not read: {}", place, why);
    }
  }

  void clear(TopicPartition place) {
    if (byPlace.remove(place.toString()) != null) {
      log.info("{} is read again", place);
    }
  }

  /** All of them in one sentence each; nothing when everything is read. */
  public Optional<String> inWords() {
    return byPlace.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", byPlace.values()));
  }
}
