package io.zeitgeber.persistence.ledger;

import java.util.SortedMap;
import java.util.UUID;

/**
 * What became of every record of one partition, counted by origin.
 *
 * @param received distinct records, by the receipts
 * @param journaled of those received, in entries
 * @param quarantined of those received, by ingest
 * @param refused of the journaled, by the participants' steps
 * @param reasons of the refused, by reason
 * @param underWay journaled or quarantined, and not receipted yet
 * @param twice origins that are in two places
 */
public record PartitionAccount(
    UUID topicId,
    String topic,
    int partition,
    long received,
    long journaled,
    long quarantined,
    long refused,
    SortedMap<String, Long> reasons,
    long underWay,
    long twice) {

  public long observed() {
    return journaled - refused;
  }

  /** Received records that are nowhere; negative where there are more than were received. */
  public long missing() {
    return received - journaled - quarantined;
  }

  public boolean balances() {
    return missing() == 0 && twice == 0;
  }
}
