package io.zeitgeber.persistence.ledger;

import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.RecordsTaken;
import io.zeitgeber.persistence.replay.Opening;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
   * @param erased entries whose facts nobody can read any more
   */
  public record Result(
      List<PartitionAccount> partitions,
      long readmitted,
      long refusedAgain,
      long entries,
      long erased,
      List<SinkAccount> sinks) {

    public boolean balances() {
      return partitions.stream().allMatch(PartitionAccount::balances)
          && sinks.stream().allMatch(SinkAccount::balances);
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
    return new Result(
        partitions.accounts(),
        scan.readmitted,
        scan.refusedAgain,
        scan.entries,
        scan.erased,
        sinks.stream().map(SinkTally::account).toList());
  }

  private final class Scan {
    private final PartitionTallies partitions;
    private final List<SinkTally> sinks;
    private long entries;
    private long erased;
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
        page.forEach(this::take);
        if (!page.isEmpty()) {
          entity = page.getLast().entry().entity();
          sequence = page.getLast().entry().sequence();
        }
        entriesRead.accept(entries);
      } while (page.size() == PAGE_ROWS);
    }

    private void take(JournalRow row) {
      entries++;
      EntryHeader header = EntryCodec.decodeHeader(row.entry().payload());
      @Nullable RecordsTaken records = header.records();
      if (header.kind() == EntryHeader.Kind.READMITTED) {
        readmitted++;
        refusedAgain += records == null ? 0 : records.refused();
      } else if (records != null) {
        partitions.journaled(records);
      }
      Optional<EntryFacts> facts = opening.facts(row.entry());
      if (facts.isEmpty()) {
        erased++;
        sinks.forEach(sink -> sink.erased(row.entry().entity()));
      } else if (!facts.get().facts().isEmpty()) {
        sinks.forEach(sink -> sink.journaled(row, facts.get()));
      }
    }
  }

  /** What one sink is to have, gathered while the journal is read. */
  interface SinkTally {
    void journaled(JournalRow row, EntryFacts facts);

    void refusedByIngest(TableCounts.Refused record);

    /** An entry of a participant can't be read any more: what it concluded is not known. */
    void erased(String entity);

    SinkAccount account();
  }

  /** The first few, so that a table of a million faults stays a table. */
  static void say(List<String> where, String what) {
    if (where.size() < 10) {
      where.add(what);
    }
  }
}
