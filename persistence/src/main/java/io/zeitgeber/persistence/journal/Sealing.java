package io.zeitgeber.persistence.journal;

import io.zeitgeber.persistence.key.DataKey;
import org.jspecify.annotations.Nullable;

/** How entries are sealed when they are written. */
public final class Sealing {
  /** Not at all: for tests, and for what was written before there were keys. */
  public static final Sealing NONE = new Sealing(null, false);

  private final @Nullable DataKey key;
  private final boolean ofInstance;

  private Sealing(@Nullable DataKey key, boolean ofInstance) {
    this.key = key;
    this.ofInstance = ofInstance;
  }

  /** With the participant's own key. */
  public static Sealing with(DataKey key) {
    return new Sealing(key, false);
  }

  /** With the instance's key: an erasure, and what comes after it. */
  public static Sealing withInstance(DataKey key) {
    return new Sealing(key, true);
  }

  @Nullable DataKey key() {
    return key;
  }

  boolean isOfInstance() {
    return ofInstance;
  }
}
