package io.zeitgeber.service.topics;

import io.zeitgeber.persistence.journal.Slice;

/**
 * Which partition of the position topic belongs to whom: one for each slice of the journal's tail,
 * one for what ingest refused itself, and one for alerts about studies.
 */
public final class PositionSlots {
  /** For what ingest refused itself. */
  public static final int QUARANTINE = Slice.COUNT;

  /** For alerts about studies. */
  public static final int STUDY_ALERTS = Slice.COUNT + 1;

  public static final int COUNT = Slice.COUNT + 2;

  private PositionSlots() {}
}
