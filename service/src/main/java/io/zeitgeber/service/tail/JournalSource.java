package io.zeitgeber.service.tail;

import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Some slices of the journal, as one tail reads them. */
final class JournalSource implements TailLoop.Source<EntryFacts> {
  private final int worker;
  private final List<Integer> slices;
  private final boolean outboundOnly;
  private final Wakes wakes;
  private final JournalTail journal;
  private final ReadableEntries readable;

  /**
   * @param worker whom {@code wakes} wakes
   * @param outboundOnly leaves out entries of which nothing goes to a topic
   */
  JournalSource(
      int worker,
      List<Integer> slices,
      boolean outboundOnly,
      Wakes wakes,
      JournalTail journal,
      ReadableEntries readable) {
    this.worker = worker;
    this.slices = slices;
    this.outboundOnly = outboundOnly;
    this.wakes = wakes;
    this.journal = journal;
    this.readable = readable;
  }

  @Override
  public TailLoop.Page<EntryFacts> after(Reached reached) {
    JournalTail.Page page = journal.read(slices, reached.least(), TailDaemons.PAGE, outboundOnly);
    List<JournalRow> fresh =
        page.rows().stream().filter(row -> !reached.has(row.slice(), row.position())).toList();
    readable.prepare(fresh);
    List<EntryFacts> entries = new ArrayList<>(fresh.size());
    for (JournalRow row : fresh) {
      readable.read(row.entry()).ifPresent(entries::add);
    }
    return new TailLoop.Page<>(entries, page.next(reached.least()));
  }

  @Override
  public boolean holds(Position position) {
    return journal.holds(position);
  }

  @Override
  public boolean await(Duration atMost) {
    return wakes.await(worker, atMost);
  }
}
