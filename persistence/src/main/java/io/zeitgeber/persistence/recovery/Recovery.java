package io.zeitgeber.persistence.recovery;

import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.DataKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a participant is brought back from. Arrays are not copied and not to be changed. */
public final class Recovery {
  private final long sequence;
  private final byte[] digest;
  private final byte @Nullable [] state;
  private final @Nullable DataKey key;
  private final @Nullable String trouble;
  private final List<StoredEntry> entries;

  Recovery(
      long sequence,
      byte[] digest,
      byte @Nullable [] state,
      @Nullable DataKey key,
      @Nullable String trouble,
      List<StoredEntry> entries) {
    this.sequence = sequence;
    this.digest = digest;
    this.state = state;
    this.key = key;
    this.trouble = trouble;
    this.entries = entries;
  }

  /** The entry before the first one to take again; 0 where that is the first of all. */
  public long sequence() {
    return sequence;
  }

  /** Digest of that entry. */
  public byte[] digest() {
    return digest;
  }

  /** The state after that entry; null where the first entry to take again brings its own. */
  public byte @Nullable [] state() {
    return state;
  }

  /** The participant's key; null where there is none. */
  public @Nullable DataKey key() {
    return key;
  }

  /** Why nothing can be taken again; null where it can. */
  public @Nullable String trouble() {
    return trouble;
  }

  /** The first page of the entries to take again, in order. */
  public List<StoredEntry> entries() {
    return entries;
  }

  /** The sequence of the last entry that was read; 0 where nothing was ever written. */
  public long last() {
    return entries.isEmpty() ? sequence : entries.getLast().sequence();
  }
}
