package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.Optional;
import java.util.function.Function;

/** How a stored entry is opened: here keys come in. Safe for any number of threads. */
public interface Opening {

  /**
   * The step that was journaled; nothing where the key that opens it was destroyed.
   *
   * @throws io.zeitgeber.persistence.journal.CorruptJournal where the bytes can't be what was
   *     written
   */
  Optional<Entry> open(StoredEntry stored);

  /** All but the input, whose columns are not looked at; nothing likewise. */
  Optional<EntryFacts> facts(StoredEntry stored);

  /** Bodies in the clear. */
  static Opening unsealed(Function<String, Protocol> protocols) {
    return new Opening() {
      @Override
      public Optional<Entry> open(StoredEntry stored) {
        return Optional.of(EntryCodec.decode(stored.payload(), protocols));
      }

      @Override
      public Optional<EntryFacts> facts(StoredEntry stored) {
        return Optional.of(EntryCodec.decodeFacts(stored.payload()));
      }
    };
  }
}
