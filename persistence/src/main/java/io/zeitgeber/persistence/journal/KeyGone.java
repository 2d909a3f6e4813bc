package io.zeitgeber.persistence.journal;

/**
 * A sealed entry whose key does not exist any more: the participant was erased, or the key was
 * lost. The chain still says that the entry is the one that was written.
 */
public final class KeyGone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String entity;
  private final long sequence;

  public KeyGone(String entity, long sequence) {
    super("journal of " + entity + ", entry " + sequence + ": the key that sealed it is gone");
    this.entity = entity;
    this.sequence = sequence;
  }

  public String entity() {
    return entity;
  }

  public long sequence() {
    return sequence;
  }
}
