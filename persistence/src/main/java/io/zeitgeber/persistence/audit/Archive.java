package io.zeitgeber.persistence.audit;

import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.List;
import java.util.function.Predicate;

/** Entries that were written to files and then taken away from the journal: its beginnings. */
public interface Archive {
  /** Nothing was taken away. */
  Archive NONE =
      new Archive() {
        @Override
        public List<String> entities() {
          return List.of();
        }

        @Override
        public void read(String entity, Predicate<StoredEntry> each) {}
      };

  /** Whom it holds entries of. */
  List<String> entities();

  /**
   * Reads a participant's entries, in their order.
   *
   * @param each says whether to go on
   */
  void read(String entity, Predicate<StoredEntry> each);
}
