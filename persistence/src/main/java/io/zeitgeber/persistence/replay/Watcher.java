package io.zeitgeber.persistence.replay;

import io.zeitgeber.persistence.journal.CorruptJournal;
import org.jspecify.annotations.Nullable;

/**
 * Looks on while one participant's history is taken again.
 *
 * @param <T> what it comes to
 */
public interface Watcher<T extends @Nullable Object> {

  /** The next entry; false ends the reading. */
  boolean see(Replayed entry);

  /**
   * What came of it.
   *
   * @param fold where it ended
   * @param corrupt why it ended early; null where it did not
   */
  T end(Fold fold, @Nullable CorruptJournal corrupt);
}
