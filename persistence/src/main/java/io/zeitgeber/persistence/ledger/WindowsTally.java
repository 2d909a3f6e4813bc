package io.zeitgeber.persistence.ledger;

import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Facts about windows against their table, participant by participant. Each closing and each late
 * part adds one version to a row, so versions are compared; where late data revised windows, how
 * many revisions fell into one page of the tail decides about versions, and rows are compared:
 * their numbers are what {@code rebuild windows} compares.
 */
final class WindowsTally implements Reconciliation.SinkTally {
  private static final String SINK = "table windows";

  private final Map<String, Stored> there;
  private final Map<Integer, Position> positions;
  private final long nowMicros;
  private final Map<String, Due> due = new TreeMap<>();
  private final Set<String> unopened = new HashSet<>();
  private long underWay;
  private long overdue;

  /** Rows of one participant. */
  record Stored(long versions, long rows) {
    static final Stored NONE = new Stored(0, 0);
  }

  /** What one participant's facts come to. */
  private static final class Due {
    private long facts;
    private long versions;
    private long closed;
    private final Set<String> amended = new HashSet<>();
    private boolean revised;
  }

  WindowsTally(Map<String, Stored> there, Map<Integer, Position> positions, long nowMicros) {
    this.there = there;
    this.positions = positions;
    this.nowMicros = nowMicros;
  }

  @Override
  public void journaled(JournalRow row, EntryFacts facts) {
    Position position = positions.getOrDefault(row.entry().slice(), Position.START);
    boolean isDue = row.position().compareTo(position) <= 0;
    for (Fact fact : facts.facts()) {
      if (!isOfWindows(fact)) {
        continue;
      }
      if (isDue) {
        take(due.computeIfAbsent(row.entry().entity(), _ -> new Due()), fact);
      } else if (TableCounts.isOverdue(row.writtenMicros(), nowMicros)) {
        overdue++;
      } else {
        underWay++;
      }
    }
  }

  private static boolean isOfWindows(Fact fact) {
    return fact instanceof Fact.WindowClosed
        || fact instanceof Fact.WindowAmended
        || fact instanceof AmendFact.WindowProvisional
        || fact instanceof AmendFact.WindowRevised
        || fact instanceof AmendFact.WindowDerived;
  }

  private static void take(Due to, Fact fact) {
    to.facts++;
    if (fact instanceof Fact.WindowClosed || fact instanceof AmendFact.WindowProvisional) {
      to.versions++;
      to.closed++;
    } else if (fact instanceof Fact.WindowAmended(var late, boolean hour, boolean day)) {
      to.versions += 1 + (hour ? 1 : 0) + (day ? 1 : 0);
      to.amended.add(key(late.device(), late.channel(), late.startMicros(), late.sizeMicros()));
    } else if (fact instanceof AmendFact.WindowRevised(var window, boolean _, boolean _)) {
      to.revised = true;
      to.amended.add(
          key(window.device(), window.channel(), window.startMicros(), window.sizeMicros()));
    } else if (fact instanceof AmendFact.WindowDerived derived) {
      to.revised = true;
      to.amended.add(
          key(derived.device(), derived.channel(), derived.startMicros(), derived.sizeMicros()));
    }
  }

  private static String key(String device, String channel, long start, long size) {
    return device + '\n' + channel + '\n' + start + '\n' + size;
  }

  @Override
  public void refusedByIngest(TableCounts.Refused record) {
    // no window
  }

  @Override
  public void unopened(String entity) {
    unopened.add(entity);
  }

  @Override
  public SinkAccount account() {
    List<String> where = new ArrayList<>();
    long facts = due.values().stream().mapToLong(it -> it.facts).sum();
    long missing = 0;
    long foreign = 0;
    if (overdue > 0) {
      where.add(overdue + " facts have waited for more than a minute: does the tail run?");
    }
    Set<String> all = new TreeSet<>(there.keySet());
    all.addAll(due.keySet());
    all.removeAll(unopened);
    for (String entity : all) {
      long off = off(due.getOrDefault(entity, new Due()), there.getOrDefault(entity, Stored.NONE));
      missing += Math.max(0, off);
      foreign += Math.max(0, -off);
      if (off != 0) {
        Reconciliation.say(
            where, entity + ": " + Math.abs(off) + (off > 0 ? " missing" : " too many"));
      }
    }
    return new SinkAccount(
        SINK,
        facts + underWay + overdue,
        Math.max(0, facts - missing),
        underWay,
        missing + overdue,
        foreign,
        0,
        where);
  }

  /** Positive where something is missing, negative where there is too much. */
  private static long off(Due due, Stored stored) {
    if (!due.revised) {
      return due.versions - stored.versions;
    }
    // Rows of hours and days around what was amended were closed, or are closed by now.
    long most = due.closed + 3L * due.amended.size();
    return stored.rows < due.closed ? due.closed - stored.rows : Math.min(0, most - stored.rows);
  }
}
