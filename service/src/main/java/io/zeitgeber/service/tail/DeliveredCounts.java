package io.zeitgeber.service.tail;

import io.zeitgeber.persistence.database.DatabaseFailure;
import io.zeitgeber.persistence.ledger.SinkCounts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records the writers of this node have delivered, by slot and topic. Their own counts lie
 * in Kafka; what changed is copied into the database now and then, to be looked at. Safe for any
 * number of threads.
 */
public final class DeliveredCounts {
  private static final Logger log = LoggerFactory.getLogger(DeliveredCounts.class);

  private final SinkCounts shown;
  private final Map<String, String> sinks;
  private final Map<Integer, Map<String, Long>> changed = new ConcurrentHashMap<>();

  /**
   * Begins with nothing.
   *
   * @param sinks the name of the sink of each topic
   */
  public DeliveredCounts(SinkCounts shown, Map<String, String> sinks) {
    this.shown = shown;
    this.sinks = Map.copyOf(sinks);
  }

  /** What a slot's writer has delivered so far, by topic. */
  void reached(int slot, Map<String, Long> byTopic) {
    changed.put(slot, Map.copyOf(byTopic));
  }

  /** Copies what has changed since it was copied last; what can't be copied waits. */
  public void show() {
    for (int slot : List.copyOf(changed.keySet())) {
      Map<String, Long> byTopic = changed.remove(slot);
      if (byTopic == null) {
        continue;
      }
      Map<String, Long> bySink = new ConcurrentHashMap<>();
      byTopic.forEach((topic, facts) -> bySink.put(sinks.getOrDefault(topic, topic), facts));
      try {
        shown.delivered(slot, bySink);
      } catch (DatabaseFailure away) {
        changed.putIfAbsent(slot, byTopic);
        log.debug("what was delivered could not be shown", away);
        return;
      }
    }
  }
}
