package io.zeitgeber.persistence.ledger;

import java.util.List;

/**
 * Facts in the journal and facts delivered.
 *
 * @param facts in the journal that this sink is to have
 * @param delivered of them
 * @param underWay behind the sink's position, and no older than a minute
 * @param missing at or before the sink's position and not delivered, or waiting for longer
 * @param foreign delivered, and not in the journal
 * @param twice delivered more than once
 * @param where the first few that are off, in words
 */
public record SinkAccount(
    String sink,
    long facts,
    long delivered,
    long underWay,
    long missing,
    long foreign,
    long twice,
    List<String> where) {

  public boolean balances() {
    return missing == 0 && foreign == 0 && twice == 0;
  }
}
