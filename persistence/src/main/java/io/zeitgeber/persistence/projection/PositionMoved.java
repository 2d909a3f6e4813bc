package io.zeitgeber.persistence.projection;

import io.zeitgeber.persistence.journal.Position;

/** Somebody else writes this slice: nothing was written; read the position again, or stop. */
public final class PositionMoved extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PositionMoved(int slice, Position expected) {
    super("slice " + slice + " is no longer at " + expected);
  }
}
