package io.zeitgeber.persistence.ledger;

import java.util.UUID;

/**
 * What became of the distinct records of one partition.
 *
 * @param received by the receipts
 * @param journaled in entries of the journal
 * @param quarantined by ingest
 * @param refused of the journaled ones, by the participants' steps
 */
public record Balance(
    UUID topicId,
    String topic,
    int partition,
    long received,
    long journaled,
    long quarantined,
    long refused) {

  /** How many of the journaled records became observations. */
  public long observed() {
    return journaled - refused;
  }

  /** Records without a fate, or with more fates than records; 0 when all is well. */
  public long missing() {
    return received - journaled - quarantined;
  }

  public boolean balances() {
    return missing() == 0;
  }
}
