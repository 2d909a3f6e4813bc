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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** How far a slice has come; {@link Position#START} where nothing was written yet. */
  public Position position(int slice) {
    return database.transaction(connection -> positions.read(connection, slice));
  }

  /**
   * Writes what the entries say and moves on.
   *
   * @param before where the slice is, as far as the caller knows
   * @param entries of this slice, in the order of the tail
   * @param after position of the last of them
   * @throws PositionMoved where the slice is somewhere else: somebody else writes it
   */
  public void write(int slice, Position before, List<EntryFacts> entries, Position after) {
    TimelinePage onTimeline = timeline.page();
    Page page = new Page(protocols, onTimeline);
    entries.forEach(page::add);
    onTimeline.prepare();
    QuarantineSeal.prepare(keys, page.refused);
    Map<String, Long> earlier = countedBefore(slice, before);
    database.<@Nullable Void>transaction(
        connection -> {
          positions.move(connection, slice, before, after);
          page.write(connection, slice, entries, keys);
          LedgerCounts.add(connection, slice, entries);
          SinkCounts.add(connection, slice, earlier);
          SinkCounts.add(connection, slice, entries);
          return null;
        });
    onTimeline.written();
    counted.add(slice);
  }

  /** Facts of a slice that came this way before they were counted; asked for once a slice. */
  private Map<String, Long> countedBefore(int slice, Position before) {
    if (before.equals(Position.START)
        || counted.contains(slice)
        || database.transaction(connection -> SinkCounts.isCounted(connection, slice))) {
      return Map.of();
    }
    return SinkCounts.until(new JournalTail(source), slice, before, this::facts);
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
          case AmendFact amend -> {
            windows.add(header, amend);
            corrections.add(header, amend);
            if (amend instanceof AmendFact.EvidenceMoved moved) {
              notes.add(new AlertsTable.Noted(header, moved));
            }
          }
          case AbsenceFact absence -> add(header, absence);
          case Fact.Refused refusal -> refused.add(quarantined(entry, refusal));
          case CustodyFact.Erased _ -> {
            erased.add(header.entity());
            deadlines.erased(header);
          }
          case Fact.ThresholdChanged _,
              Fact.DeviceChanged _,
              Fact.ProtocolActivated _,
              ClockFact _ -> {}
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

    private static QuarantinedRecord quarantined(EntryFacts entry, Fact.Refused refusal) {
      byte @Nullable [] bytes = entry.originals().of(refusal.origin().offset());
      return new QuarantinedRecord(
          refusal.origin(),
          refusal.reason().name(),
          refusal.detail(),
          entry.header().study(),
          entry.header().participant(),
          refusal.receivedMicros(),
          entry.originals().length(refusal.origin().offset()),
          bytes);
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
