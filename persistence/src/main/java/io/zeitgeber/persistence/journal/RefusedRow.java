package io.zeitgeber.persistence.journal;

import org.jspecify.annotations.Nullable;

/**
 * The database has refused this entry and no other: its place is taken (the actor that wrote it has
 * lost a race, or an earlier attempt had got through after all), or it holds what can't be stored.
 */
public final class RefusedRow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean placeTaken;

  RefusedRow(StoredEntry entry, String why, @Nullable Throwable cause) {
    super("journal entry " + entry + " refused: " + why, cause);
    this.placeTaken = cause == null;
  }

  /** Whether the journal has an entry of this participant and sequence already. */
  public boolean placeTaken() {
    return placeTaken;
  }
}
