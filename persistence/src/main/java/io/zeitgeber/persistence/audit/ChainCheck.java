package io.zeitgeber.persistence.audit;

import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.KeyGone;
import io.zeitgeber.persistence.journal.RecordsTaken;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.key.Keys;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Follows one participant's chain. After a finding it goes on from what is stored. */
final class ChainCheck {
  private final String entity;
  private final boolean isErased;
  private final @Nullable Keys keys;
  private final Anchors.@Nullable Head anchor;
  private final List<Tampering> tampering;
  private byte[] before = StoredEntry.noDigest();
  private long last;
  private long entries;
  private long unsealed;
  private long erased;
  private long anchored;
  private long archived;
  private boolean sealed;
  private boolean erasureMet;

  ChainCheck(
      String entity,
      boolean isErased,
      @Nullable Keys keys,
      Anchors.@Nullable Head anchor,
      List<Tampering> tampering) {
    this.entity = entity;
    this.isErased = isErased;
    this.keys = keys;
    this.anchor = anchor;
    this.tampering = tampering;
  }

  void take(StoredEntry entry, int slice) {
    take(entry, () -> header(EntryCodec.decodeHeader(entry.payload()), entry, slice));
  }

  private void take(StoredEntry entry, Runnable columns) {
    entries++;
    if (entry.sequence() != last + 1) {
      found(last + 1, "removed: " + missing(entry.sequence()));
    }
    last = entry.sequence();
    try {
      EntryCodec.verify(before, entry);
      EntryHeader header = EntryCodec.decodeHeader(entry.payload());
      whose(header, entry);
      columns.run();
      seal(header, entry);
    } catch (CorruptJournal corrupt) {
      found(entry.sequence(), "changed or forged: " + corrupt.why());
    } catch (KeyUnusable unusable) {
      found(entry.sequence(), String.valueOf(unusable.getMessage()));
    }
    anchor(entry);
    before = entry.digest();
  }

  /** An entry that is no longer in the journal, and has no columns; whether to go on. */
  boolean takeArchived(StoredEntry entry) {
    archived++;
    take(entry, () -> {});
    return true;
  }

  private String missing(long there) {
    return there == last + 2
        ? "the entry is missing, later ones are there"
        : "entries " + (last + 1) + " to " + (there - 1) + " are missing, later ones are there";
  }

  private void whose(EntryHeader header, StoredEntry entry) {
    if (!header.entity().equals(entity) || header.sequence() != entry.sequence()) {
      found(
          entry.sequence(),
          "moved: it was written as " + header.entity() + " " + header.sequence());
    }
  }

  /** Columns beside the payload repeat what is chained; the ledger counts them. */
  private void header(EntryHeader header, StoredEntry entry, int slice) {
    // A re-admission is no record of Kafka's: its columns count nothing.
    @Nullable RecordsTaken records =
        header.kind() == EntryHeader.Kind.READMITTED ? null : header.records();
    boolean whole =
        header.kind() == EntryHeader.Kind.CHECKPOINT || header.kind() == EntryHeader.Kind.ERASE;
    repeats("outbound", header.outbound(), entry.outbound(), entry);
    repeats("whole", whole, entry.whole(), entry);
    repeats("slice", entry.slice(), slice, entry);
    repeats("records", records == null ? 0 : records.count(), entry.records(), entry);
    repeats("refused", records == null ? 0 : records.refused(), entry.refused(), entry);
    repeats("topic_id", records == null ? null : records.topicId(), entry.topicId(), entry);
    repeats("partition", records == null ? -1 : records.partition(), entry.partition(), entry);
  }

  private void repeats(
      String column, @Nullable Object chained, @Nullable Object stored, StoredEntry entry) {
    if (!Objects.equals(chained, stored)) {
      found(
          entry.sequence(),
          "changed: the column " + column + " says " + stored + ", the entry " + chained);
    }
  }

  private void seal(EntryHeader header, StoredEntry entry) {
    erasureMet |= header.kind() == EntryHeader.Kind.ERASE;
    if (header.seal() == EntryHeader.Seal.NONE) {
      unsealed++;
      if (sealed) {
        found(entry.sequence(), "forged: not sealed, after sealed ones");
      }
      return;
    }
    sealed = true;
    if (keys != null) {
      try {
        EntryCodec.decodeFacts(entry.payload(), keys);
      } catch (KeyGone gone) {
        if (isErased) {
          erased++;
        } else {
          found(entry.sequence(), "the key that sealed it is gone, and nobody was erased");
        }
      }
    }
  }

  private void anchor(StoredEntry entry) {
    if (anchor != null && anchor.sequence() == entry.sequence()) {
      anchored++;
      if (!Arrays.equals(anchor.digest(), entry.digest())) {
        found(entry.sequence(), "forged: an anchor knows another digest of it");
      }
    }
  }

  void end() {
    if (anchor != null && last < anchor.sequence()) {
      found(
          last + 1,
          "cut off: the journal ends at " + last + ", an anchor knows " + anchor.sequence());
    }
    if (isErased && !erasureMet) {
      found(last + 1, "erased, and the journal does not say so: start the service once");
    }
  }

  private void found(long sequence, String why) {
    tampering.add(new Tampering(entity, sequence, why));
  }

  long entries() {
    return entries;
  }

  long unsealed() {
    return unsealed;
  }

  long erased() {
    return erased;
  }

  long anchored() {
    return anchored;
  }

  long archived() {
    return archived;
  }
}
