package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.History;
import io.zeitgeber.persistence.journal.KeyGone;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.Keys;
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

  /** With these keys, of a journal in which nothing is recalled. */
  static Opening with(Function<String, Protocol> protocols, Keys keys) {
    return with(protocols, keys, History.UNREAD);
  }

  /**
   * With these keys, which may be none: bodies in the clear need none.
   *
   * @param history where recalled records are found
   */
  static Opening with(Function<String, Protocol> protocols, Keys keys, History history) {
    return new Opening() {
      @Override
      public Optional<Entry> open(StoredEntry stored) {
        try {
          return Optional.of(EntryCodec.decode(stored.payload(), protocols, keys, history));
        } catch (KeyGone erased) {
          return Optional.empty();
        }
      }

      @Override
      public Optional<EntryFacts> facts(StoredEntry stored) {
        try {
          return Optional.of(EntryCodec.decodeFacts(stored.payload(), keys));
        } catch (KeyGone erased) {
          return Optional.empty();
        }
      }
    };
  }
}
