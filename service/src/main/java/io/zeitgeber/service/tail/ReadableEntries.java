package io.zeitgeber.service.tail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.KeyGone;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.service.journal.EntityId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens entries for the sinks, and counts those that can't be opened. */
final class ReadableEntries {
  private static final Logger log = LoggerFactory.getLogger(ReadableEntries.class);

  private final KeyRing keys;
  private final Counter passedOver;

  ReadableEntries(KeyRing keys, MeterRegistry meters) {
    this.keys = keys;
    this.passedOver =
        Counter.builder("zeitgeber.sink.passed.over")
            .description("Entries that a sink could not read; audit verify says why")
            .register(meters);
  }

  /**
   * An entry that can't be read any more concludes nothing here: its participant was erased, or is
   * halted; the others' facts do not wait for it. Of a corrupt one not even the header is believed:
   * the ledger misses its records until it is repaired and the tables are rebuilt.
   */
  Optional<EntryFacts> read(StoredEntry entry) {
    try {
      return Optional.of(EntryCodec.decodeFacts(entry.payload(), keys));
    } catch (KeyGone gone) {
      log.info(
          "entry {} of {} is passed over: the key that sealed it is gone",
          gone.sequence(),
          EntityId.handle(gone.entity()));
      return Optional.of(EntryFacts.unreadable(EntryCodec.decodeHeader(entry.payload())));
    } catch (CorruptJournal | KeyUnusable broken) {
      passedOver.increment();
      log.error(
          "entry {} of {} is passed over: it cannot be read; `zeitgeber audit verify` says why",
          entry.sequence(),
          EntityId.handle(entry.entity()));
      log.debug("why it cannot be read", broken);
      return Optional.empty();
    }
  }

  /** Fetches keys in one go; one that can't be had is met again where its entry is read. */
  void prepare(List<JournalRow> rows) {
    try {
      keys.prepare(rows.stream().map(row -> row.entry().entity()).toList());
    } catch (KeyUnusable unusable) {
      log.debug("not all keys are at hand", unusable);
    }
  }
}
