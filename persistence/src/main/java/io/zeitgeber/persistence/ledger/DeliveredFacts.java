package io.zeitgeber.persistence.ledger;

import io.zeitgeber.persistence.journal.Position;
import java.util.Map;

/**
 * What a topic had when it was read, positions first.
 *
 * @param sink its name
 * @param positions how far the sink had come in each slice of the journal
 * @param quarantinePosition how far it had come in what ingest refused; of no meaning for alerts
 * @param identities how often each fact is there: see {@link FactIdentity}
 * @param whose {@code study/participant} of facts that name one
 * @param agedOut whether the topic's retention has removed the oldest
 */
public record DeliveredFacts(
    String sink,
    Map<Integer, Position> positions,
    Position quarantinePosition,
    Map<String, Integer> identities,
    Map<String, String> whose,
    boolean agedOut) {

  /** The sink of alerts; any other is one of refused records. */
  public static final String ALERTS = TopicTally.ALERTS;

  /** The sink of refused records. */
  public static final String QUARANTINE = "topic quarantine";

  /** Where a slice stood. */
  Position position(int slice) {
    return positions.getOrDefault(slice, Position.START);
  }
}
