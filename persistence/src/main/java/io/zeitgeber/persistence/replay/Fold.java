package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One participant's history, taken again entry by entry, each checked against the chain. Not safe
 * for more than one thread.
 */
public final class Fold {
  private final String entity;
  private final Opening opening;
  private final Function<String, Protocol> protocols;
  private byte[] digest = StoredEntry.noDigest();
  private long sequence;
  private long unopened;
  private boolean isErased;
  private @Nullable Participant participant;

  /**
   * Begins before the first entry.
   *
   * @param protocols by digest: asked for the one that the first entry ran under
   */
  public Fold(String entity, Opening opening, Function<String, Protocol> protocols) {
    this.entity = entity;
    this.opening = opening;
    this.protocols = protocols;
  }

  /**
   * Takes the next entry.
   *
   * @return nothing where no key opens it: the chain goes on, the state can't
   * @throws CorruptJournal where the entry does not follow, or can't be read
   */
  public Optional<Replayed> next(StoredEntry stored) {
    Optional<Entry> opened = follow(stored);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Entry entry = opened.get();
    Participant before = participant == null ? unknown(entry) : participant;
    Outcome outcome = Step.step(before, entry.input());
    participant = outcome.after();
    return Optional.of(new Replayed(stored, entry, before, outcome));
  }

  /** Checks that an entry follows, and opens it, without taking it. */
  Optional<Entry> follow(StoredEntry stored) {
    if (stored.sequence() != sequence + 1) {
      throw new CorruptJournal(entity, sequence + 1, "the entry is missing");
    }
    EntryCodec.verify(digest, stored);
    digest = stored.digest();
    sequence = stored.sequence();
    Optional<Entry> opened = opening.open(stored);
    EntryHeader header =
        opened.map(Entry::header).orElseGet(() -> EntryCodec.decodeHeader(stored.payload()));
    isErased |= header.kind() == EntryHeader.Kind.ERASE;
    if (opened.isEmpty()) {
      unopened++;
      participant = null;
    } else if (!header.entity().equals(entity) || header.sequence() != sequence) {
      throw new CorruptJournal(entity, sequence, "its header names another entry");
    }
    return opened;
  }

  private static String study(String entity) {
    return entity.substring(0, entity.indexOf('/'));
  }

  private Participant unknown(Entry entry) {
    return Participant.unknown(
        study(entity),
        entity.substring(entity.indexOf('/') + 1),
        protocols.apply(entry.header().protocol()));
  }

  /** {@code study/participant}. */
  public String entity() {
    return entity;
  }

  /** As far as it was taken; nothing before the first entry, and of the erased. */
  public Optional<Participant> participant() {
    return Optional.ofNullable(participant);
  }

  /** Of the last entry; 0 before the first. */
  public long sequence() {
    return sequence;
  }

  /** Digest of the last entry, which stands for all before it. */
  public byte[] head() {
    return digest.clone();
  }

  /** How many entries no key opened: it was destroyed, or is not here. */
  public long unopened() {
    return unopened;
  }

  /** Why nothing can be said; null where all was opened. */
  public @Nullable String whySilent() {
    if (unopened == 0) {
      return null;
    }
    return isErased
        ? entity + " was erased: nobody can read any more what was recorded"
        : "the key of "
            + entity
            + " is gone, and nobody was erased: put it back from a backup of the database";
  }

  /** Whether the journal says that all before was erased: the only proof that a key is gone. */
  public boolean isErased() {
    return isErased;
  }
}
