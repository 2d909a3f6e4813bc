package io.zeitgeber.persistence.journal;

import org.jspecify.annotations.Nullable;

/**
 * An entry that can't be what was written: changed, removed, reordered, forged or cut short.
 * Nothing goes on from it; the participant is halted until an operator has looked.
 */
public final class CorruptJournal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String entity;
  private final long sequence;
  private final String why;

  public CorruptJournal(String entity, long sequence, String why) {
    this(entity, sequence, why, null);
  }

  public CorruptJournal(String entity, long sequence, String why, @Nullable Throwable cause) {
    super("journal of " + entity + ", entry " + sequence + ": " + why, cause);
    this.entity = entity;
    this.sequence = sequence;
    this.why = why;
  }

  /** {@code study/participant}; empty where not even that could be read. */
  public String entity() {
    return entity;
  }

  /** The place of the entry; 0 where it could not be read. */
  public long sequence() {
    return sequence;
  }

  public String why() {
    return why;
  }
}
