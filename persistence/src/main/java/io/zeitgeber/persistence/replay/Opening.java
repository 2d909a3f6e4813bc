package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.Optional;
import java.util.function.Function;

/** How a stored entry is opened: here keys come in. Safe for any number of threads. */
@FunctionalInterface
public interface Opening {

  /**
   * The step that was journaled; nothing where the key that opens it was destroyed.
   *
   * @throws io.zeitgeber.persistence.journal.CorruptJournal where the bytes can't be what was
   *     written
   */
  Optional<Entry> open(StoredEntry stored);

  /** Bodies in the clear. */
  static Opening unsealed(Function<String, Protocol> protocols) {
    return stored -> Optional.of(EntryCodec.decode(stored.payload(), protocols));
  }
}
