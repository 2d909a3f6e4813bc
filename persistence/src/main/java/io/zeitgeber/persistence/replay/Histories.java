package io.zeitgeber.persistence.replay;

import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Where histories are read from: the journal, or a file that was exported from it. */
public interface Histories {

  /** The participants whose histories are there, as {@code study/participant}, in order. */
  List<String> entities();

  /**
   * Hands out a history from its first entry on, until there is no more or the reader says false.
   *
   * @throws io.zeitgeber.persistence.journal.CorruptJournal where an entry is missing
   */
  void read(String entity, Predicate<StoredEntry> reader);

  /**
   * The same from an entry on.
   *
   * @return the sequence after the last one that was handed out
   */
  default long read(String entity, long from, Predicate<StoredEntry> reader) {
    long[] next = {from};
    read(
        entity,
        stored -> {
          if (stored.sequence() < from) {
            return true;
          }
          next[0] = stored.sequence() + 1;
          return reader.test(stored);
        });
    return next[0];
  }

  /** The canonical text of a published protocol. */
  Optional<String> protocolText(String digest);
}
