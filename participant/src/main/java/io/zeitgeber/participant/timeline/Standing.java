package io.zeitgeber.participant.timeline;

/** How sure a result is. */
public enum Standing {
  /** The data that it rests on may still be on their way. */
  PROVISIONAL,
  /** They are complete. */
  FINAL,
  /** It was final, and late data changed it. */
  AMENDED,
  /** It was stated, and late data took it back. */
  WITHDRAWN
}
