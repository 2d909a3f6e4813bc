package io.zeitgeber.persistence.projection;

import io.zeitgeber.persistence.journal.Reached;

/**
 * Somebody else writes one of these slices: nothing was written; read the position again, or stop.
 */
public final class PositionMoved extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PositionMoved(Reached expected) {
    super("the slices are no longer at " + expected);
  }
}
