package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.KeyGone;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import io.zeitgeber.persistence.journal.Slice;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.ledger.LedgerCounts;
import io.zeitgeber.persistence.ledger.SinkCounts;
import io.zeitgeber.persistence.quarantine.Quarantine;
import io.zeitgeber.persistence.quarantine.QuarantineSeal;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.persistence.timeline.TimelinePage;
import io.zeitgeber.persistence.timeline.TimelineSink;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Shows facts in PostgreSQL, exactly once: what is written and how far it reaches are one
 * transaction. Slices are independent of each other.
 */
public final class PostgresSink {
  private static final String NAME = "postgres";

  private final Database database;
  private final Function<String, Protocol> protocols;
  private final @Nullable KeyRing keys;
  private final SinkPositions positions = new SinkPositions(NAME);
  private final TimelineSink timeline;
  private final DataSource source;
  private final Set<Integer> counted = ConcurrentHashMap.newKeySet();

  /**
   * Writes with connections of this pool.
   *
   * @param protocols by digest: asked for the shape of channels and for labels
   */
  public PostgresSink(DataSource dataSource, Function<String, Protocol> protocols) {
    this(dataSource, protocols, null);
  }

  /**
   * Writes with connections of this pool.
   *
   * @param keys seal what the quarantine keeps of refused records
   */
  public PostgresSink(
      DataSource dataSource, Function<String, Protocol> protocols, @Nullable KeyRing keys) {
    this.keys = keys;
    this.source = dataSource;
    this.database = new Database(dataSource);
    this.protocols = protocols;
    this.timeline = new TimelineSink(dataSource, protocols);
  }

  /** How far slices have come; {@link Position#START} where nothing was written yet. */
  public Reached reached(Collection<Integer> slices) {
    return database.transaction(connection -> positions.read(connection, slices));
  }

  /**
   * Writes what the entries say and moves on.
   *
   * @param before where the slices are, as far as the caller knows
   * @param entries of these slices, in the order of the tail
   * @param after position of the last of them
   * @throws PositionMoved where a slice is somewhere else: somebody else writes it
   */
  public void write(Reached before, List<EntryFacts> entries, Position after) {
    // Any of them does for what is only summed up over the slices.
    int slice = before.bySlice().firstKey();
    TimelinePage onTimeline = timeline.page();
    Page page = new Page(protocols, onTimeline);
    entries.forEach(page::add);
    onTimeline.prepare();
    QuarantineSeal.prepare(keys, page.refused);
    Map<Integer, Map<String, Long>> earlier = countedBefore(before);
    database.<@Nullable Void>transaction(
        connection -> {
          positions.move(connection, before, after);
          page.write(connection, slice, entries, keys);
          LedgerCounts.add(connection, slice, entries);
          count(connection, earlier, entries);
          return null;
        });
    onTimeline.written();
    counted.addAll(before.bySlice().keySet());
  }

  private static void count(
      Connection connection, Map<Integer, Map<String, Long>> earlier, List<EntryFacts> entries)
      throws SQLException {
    for (Map.Entry<Integer, Map<String, Long>> each : earlier.entrySet()) {
      SinkCounts.add(connection, each.getKey(), each.getValue());
    }
    Map<Integer, List<EntryFacts>> bySlice = new TreeMap<>();
    for (EntryFacts entry : entries) {
      bySlice.computeIfAbsent(Slice.of(entry.header().entity()), _ -> new ArrayList<>()).add(entry);
    }
    for (Map.Entry<Integer, List<EntryFacts>> each : bySlice.entrySet()) {
      SinkCounts.add(connection, each.getKey(), each.getValue());
    }
  }

  /** Facts that came this way before they were counted; asked for once a slice. */
  private Map<Integer, Map<String, Long>> countedBefore(Reached before) {
    Map<Integer, Map<String, Long>> earlier = new TreeMap<>();
    before
        .bySlice()
        .forEach(
            (slice, at) -> {
              if (!isCounted(slice, at)) {
                earlier.put(
                    slice, SinkCounts.until(new JournalTail(source), slice, at, this::facts));
              }
            });
    return earlier;
  }

  private boolean isCounted(int slice, Position at) {
    return at.equals(Position.START)
        || counted.contains(slice)
        || database.transaction(connection -> SinkCounts.isCounted(connection, slice));
  }

  private Optional<EntryFacts> facts(JournalRow row) {
    try {
      return Optional.of(
          EntryCodec.decodeFacts(row.entry().payload(), keys == null ? Keys.NONE : keys));
    } catch (KeyGone | CorruptJournal | KeyUnusable unreadable) {
      return Optional.empty(); // it was passed over when it came
    }
  }

  /** What a page of entries comes to. */
  private static final class Page {
    private final Function<String, Protocol> protocols;
    private final WindowFacts windows;
    private final CorrectionsTable corrections = new CorrectionsTable();
    private final List<AlertsTable.Noted> notes = new ArrayList<>();
    private final TimelinePage timeline;
    private final List<AlertsTable.Happened> alerts = new ArrayList<>();
    private final List<QuarantinedRecord> refused = new ArrayList<>();
    private final DeadlinesTable deadlines;
    private final Set<String> erased = new TreeSet<>();

    Page(Function<String, Protocol> protocols, TimelinePage timeline) {
      this.protocols = protocols;
      this.timeline = timeline;
      this.windows = new WindowFacts(protocols);
      this.deadlines = new DeadlinesTable(protocols);
    }

    void add(EntryFacts entry) {
      EntryHeader header = entry.header();
      for (Fact fact : entry.facts()) {
        switch (fact) {
          case Fact.WindowClosed closed -> {
            windows.add(header, closed);
            timeline.add(header, closed.window());
          }
          case Fact.WindowAmended amended -> {
            windows.add(header, amended);
            timeline.add(header, amended.late());
          }
          case ClockFact clock -> {
            timeline.add(header, clock);
          }
          case TimelineFact placed -> timeline.add(header, placed);
          case Fact.Enrolled enrolled -> {
            timeline.add(header, enrolled);
            deadlines.add(header, enrolled);
          }
          case Fact.AlertRaised raised ->
              alerts.add(
                  AlertsTable.Happened.of(
                      header,
                      "raised",
                      raised.alert(),
                      AlertJson.of(header.study(), header.participant(), raised)));
          case Fact.AlertResolved resolved ->
              alerts.add(
                  AlertsTable.Happened.of(
                      header,
                      "resolved",
                      resolved.alert(),
                      AlertJson.of(header.study(), header.participant(), resolved)));
          case Fact.AlertHandled handled -> alerts.add(AlertsTable.Happened.of(header, handled));
          case AmendFact amend -> {
            windows.add(header, amend);
            if (amend instanceof AmendFact.WindowRevised revised) {
              timeline.add(header, revised.window());
            } else if (amend instanceof AmendFact.WindowProvisional closed) {
              timeline.add(header, closed.window());
            }
            corrections.add(header, amend);
            if (amend instanceof AmendFact.EvidenceMoved moved) {
              notes.add(new AlertsTable.Noted(header, moved));
            }
          }
          case AbsenceFact absence -> add(header, absence);
          case Fact.Refused refusal -> refused.add(QuarantinedRecord.of(entry, refusal));
          case CustodyFact.Erased _ -> {
            erased.add(header.entity());
            deadlines.erased(header);
          }
          case Fact.ThresholdChanged _, Fact.DeviceChanged _, Fact.ProtocolActivated _ -> {}
        }
      }
    }

    private void add(EntryHeader header, AbsenceFact fact) {
      deadlines.add(header, fact);
      switch (fact) {
        case AbsenceFact.DataAlertRaised raised ->
            alerts.add(
                AlertsTable.Happened.of(
                    header,
                    "raised",
                    raised.alert(),
                    DataAlertJson.of(header.study(), header.participant(), raised)));
        case AbsenceFact.DataAlertResolved resolved ->
            alerts.add(
                AlertsTable.Happened.of(
                    header,
                    "resolved",
                    resolved.alert(),
                    DataAlertJson.of(header.study(), header.participant(), resolved)));
        case AbsenceFact.SilenceBegan _, AbsenceFact.SilenceEnded _, AbsenceFact.DeadlineSet _ -> {}
      }
    }

    void write(Connection connection, int slice, List<EntryFacts> entries, @Nullable KeyRing keys)
        throws SQLException {
      windows.write(new WindowsTable(connection));
      corrections.write(connection);
      AlertsTable.insert(connection, alerts);
      AlertsTable.note(connection, notes);
      Quarantine.write(connection, Quarantine.By.STEP, refused, keys);
      ParticipantsTable.upsert(connection, entries, protocols);
      deadlines.write(connection, slice, entries);
      timeline.write(connection);
      for (String entity : erased) {
        ErasedRows.sweep(connection, entity);
      }
    }
  }
}
