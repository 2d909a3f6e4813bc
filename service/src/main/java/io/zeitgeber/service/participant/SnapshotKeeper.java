package io.zeitgeber.service.participant;

import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.recovery.Snapshot;
import io.zeitgeber.persistence.recovery.SnapshotWriter;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.participant.State.Known;

/**
 * Decides when one participant's snapshot is due: now and then after an answer, and on leaving
 * memory. It only hands the state over; another thread encodes, seals and writes it.
 */
final class SnapshotKeeper {
  /** Taking so many entries again costs a recovery about 10 ms. */
  private static final long DUE_AFTER = 500;

  /** As many records likewise, where entries are large. */
  private static final long DUE_AFTER_RECORDS = 10_000;

  /** On leaving, fewer are not worth a row. */
  private static final long WORTH_IT = 20;

  private final EntityId id;
  private final int rules;
  private final SnapshotWriter writer;
  private long lastSequence;
  private long lastArrivals;

  SnapshotKeeper(EntityId id, int rules, SnapshotWriter writer) {
    this.id = id;
    this.rules = rules;
    this.writer = writer;
  }

  /** The participant is back; what it was taken from counts as a snapshot. */
  void recovered(State state, long takenAgain) {
    if (state instanceof Known known) {
      lastSequence = known.sequence() - takenAgain;
      lastArrivals = known.participant().arrivals();
      answered(state);
    }
  }

  /** An answer was given. */
  void answered(State state) {
    offer(state, DUE_AFTER);
  }

  /** The participant leaves memory. */
  void leaving(State state) {
    offer(state, WORTH_IT);
  }

  private void offer(State state, long least) {
    if (state instanceof Known known && isDue(known, least)) {
      DataKey key = known.chain().key();
      if (key != null && known.chain().rules() == rules) {
        writer.offer(
            new Snapshot.Place(id.toString(), known.sequence(), rules),
            known.chain().digest(),
            key,
            known.participant()::toBytes);
      }
      lastSequence = known.sequence();
      lastArrivals = known.participant().arrivals();
    }
  }

  private boolean isDue(Known known, long least) {
    return known.sequence() - lastSequence >= least
        || known.participant().arrivals() - lastArrivals >= DUE_AFTER_RECORDS;
  }
}
