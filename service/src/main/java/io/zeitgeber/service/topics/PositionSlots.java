package io.zeitgeber.service.topics;

import io.zeitgeber.persistence.journal.Slice;

/**
 * Which partition of the position topic belongs to whom: one for each slice of the journal's tail,
 * and one for what ingest refused itself.
 */
public final class PositionSlots {
  /** For what ingest refused itself. */
  public static final int QUARANTINE = Slice.COUNT;

  public static final int COUNT = Slice.COUNT + 1;

  private PositionSlots() {}
}
