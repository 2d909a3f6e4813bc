package io.zeitgeber.persistence.ledger;

import io.zeitgeber.persistence.erasure.Erasing;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.RecordsTaken;
import io.zeitgeber.persistence.replay.Opening;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The ledger, counted from the rows themselves and by origin. Nothing has to stand still: what
 * could only grow is read first. A sink is read with its position, then the receipts, then the
 * journal: so whatever a sink or a receipt speaks of is in the journal by the time that is read,
 * and facts behind a sink's position are under way.
 */
public final class Reconciliation {
  private static final int PAGE_ROWS = 1_000;

  private final DataSource source;
  private final Opening opening;

  public Reconciliation(DataSource source, Opening opening) {
    this.source = source;
    this.opening = opening;
  }

  /**
   * What came of it.
   *
   * @param readmitted records that were let in again, and how many of them were refused again
   * @param erased entries of the erased: nobody can read any more what they concluded
   * @param sealed entries of others that no key opened, by participant: what they concluded can't
   *     be said without their keys
   * @param corrupt entries that can't be what was written, by participant: nothing in them is
   *     believed, so that their records are missing
   */
  public record Result(
      List<PartitionAccount> partitions,
      long readmitted,
      long refusedAgain,
      long entries,
      long erased,
      SortedMap<String, Long> sealed,
      SortedMap<String, Long> corrupt,
      List<SinkAccount> sinks) {

    /** Whether every record has one fate, and every fact was delivered once: nothing is sealed. */
    public boolean balances() {
      return sealed.isEmpty() && !isOff();
    }

    /** Whether something that could be counted is off. */
    public boolean isOff() {
      return !corrupt.isEmpty()
          || !partitions.stream().allMatch(PartitionAccount::balances)
          || !sinks.stream().allMatch(SinkAccount::balances);
    }

    /** Entries that no key opened, of participants who were not erased. */
    public long entriesSealed() {
      return sum(sealed);
    }

    /** Entries that can't be what was written. */
    public long entriesCorrupt() {
      return sum(corrupt);
    }

    private static long sum(SortedMap<String, Long> entries) {
      return entries.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Counts.
   *
   * @param topics what each outgoing topic holds, read before
   * @param entriesRead told now and then how many entries were read
   */
  public Result run(List<DeliveredFacts> topics, LongConsumer entriesRead) {
    TableCounts tables = TableCounts.read(source);
    List<SinkTally> sinks = new ArrayList<>();
    for (DeliveredFacts topic : topics) {
      TopicTally tally = new TopicTally(topic, tables.nowMicros());
      tables.ofStudies().forEach(tally::ofStudy);
      sinks.add(tally);
    }
    sinks.addAll(tables.tallies());
    PartitionTallies partitions = PartitionTallies.of(source);
    Scan scan = new Scan(partitions, sinks);
    scan.journal(new JournalReader(source), entriesRead);
    partitions.quarantine(source, record -> sinks.forEach(sink -> sink.refusedByIngest(record)));
    // Read last: who is erased meanwhile is not taken for one whose key is missing.
    long erased = 0;
    for (String entity : Erasing.since(source, 0).values()) {
      erased += Objects.requireNonNullElse(scan.unopened.remove(entity), 0L);
    }
    return new Result(
        partitions.accounts(),
        scan.readmitted,
        scan.refusedAgain,
        scan.entries,
        erased,
        scan.unopened,
        scan.corrupt,
        sinks.stream().map(SinkTally::account).toList());
  }

  private final class Scan {
    private final PartitionTallies partitions;
    private final List<SinkTally> sinks;
    private long entries;
    private final SortedMap<String, Long> unopened = new TreeMap<>();
    private final SortedMap<String, Long> corrupt = new TreeMap<>();
    private long readmitted;
    private long refusedAgain;

    Scan(PartitionTallies partitions, List<SinkTally> sinks) {
      this.partitions = partitions;
      this.sinks = sinks;
    }

    void journal(JournalReader reader, LongConsumer entriesRead) {
      String entity = "";
      long sequence = 0;
      List<JournalRow> page;
      do {
        page = reader.scan(entity, sequence, PAGE_ROWS);
        page.forEach(this::readOrName);
        if (!page.isEmpty()) {
          entity = page.getLast().entry().entity();
          sequence = page.getLast().entry().sequence();
        }
        entriesRead.accept(entries);
      } while (page.size() == PAGE_ROWS);
    }

    private void readOrName(JournalRow row) {
      entries++;
      try {
        take(row);
      } catch (CorruptJournal unreadable) {
        corrupt.merge(row.entry().entity(), 1L, Long::sum);
        sinks.forEach(sink -> sink.unopened(row.entry().entity()));
      }
    }

    private void take(JournalRow row) {
      EntryHeader header = EntryCodec.decodeHeader(row.entry().payload());
      Optional<EntryFacts> facts = opening.facts(row.entry());
      @Nullable RecordsTaken records = header.records();
      if (header.kind() == EntryHeader.Kind.READMITTED) {
        readmitted++;
        refusedAgain += records == null ? 0 : records.refused();
      } else if (records != null) {
        partitions.journaled(records);
      }
      if (facts.isEmpty()) {
        unopened.merge(row.entry().entity(), 1L, Long::sum);
        sinks.forEach(sink -> sink.unopened(row.entry().entity()));
      } else if (!facts.get().facts().isEmpty()) {
        sinks.forEach(sink -> sink.journaled(row, facts.get()));
      }
    }
  }

  /** What one sink is to have, gathered while the journal is read. */
  interface SinkTally {
    void journaled(JournalRow row, EntryFacts facts);

    void refusedByIngest(TableCounts.Refused record);

    /** An entry of a participant can't be opened: what it concluded is not known. */
    void unopened(String entity);

    SinkAccount account();
  }

  /** The first few, so that a table of a million faults stays a table. */
  static void say(List<String> where, String what) {
    if (where.size() < 10) {
      where.add(what);
    }
  }
}
