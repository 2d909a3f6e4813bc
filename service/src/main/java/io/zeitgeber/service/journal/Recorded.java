package io.zeitgeber.service.journal;

import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.recovery.Recovery;
import org.jspecify.annotations.Nullable;

/**
 * The event that Pekko carries: one sealed journal entry.
 *
 * @param entry the bytes as stored; without any where a recovery only begins here
 * @param after what the step computed, so that the event handler need not compute it again; never
 *     written, and null when the entry was read back
 * @param start of a recovery: what to begin it from; never written
 */
public record Recorded(StoredEntry entry, @Nullable Object after, @Nullable Recovery start) {

  public Recorded(StoredEntry entry, @Nullable Object after) {
    this(entry, after, null);
  }

  /** An event that holds no entry but says what a recovery begins from. */
  static Recorded beginning(String entity, Recovery start) {
    return new Recorded(
        new StoredEntry(
            entity, start.sequence(), new byte[0], start.digest(), false, null, -1, 0, 0),
        null,
        start);
  }

  /** Whether there is an entry to take. */
  public boolean holdsEntry() {
    return entry.payload().length > 0;
  }
}
