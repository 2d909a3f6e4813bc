package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.quarantine.Quarantine;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
  private final SinkPositions positions = new SinkPositions(NAME);

  /**
   * Writes with connections of this pool.
   *
   * @param protocols by digest: asked for the shape of channels and for labels
   */
  public PostgresSink(DataSource dataSource, Function<String, Protocol> protocols) {
    this.database = new Database(dataSource);
    this.protocols = protocols;
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
    Page page = new Page(protocols);
    entries.forEach(page::add);
    database.<@Nullable Void>transaction(
        connection -> {
          positions.move(connection, slice, before, after);
          page.write(connection, entries);
          return null;
        });
  }

  /** What a page of entries comes to. */
  private static final class Page {
    private final Function<String, Protocol> protocols;
    private final WindowFacts windows;
    private final CorrectionsTable corrections = new CorrectionsTable();
    private final List<AlertsTable.Noted> notes = new ArrayList<>();
    private final List<AlertsTable.Happened> alerts = new ArrayList<>();
    private final List<QuarantinedRecord> refused = new ArrayList<>();

    Page(Function<String, Protocol> protocols) {
      this.protocols = protocols;
      this.windows = new WindowFacts(protocols);
    }

    void add(EntryFacts entry) {
      EntryHeader header = entry.header();
      for (Fact fact : entry.facts()) {
        switch (fact) {
          case Fact.WindowClosed closed -> windows.add(header, closed);
          case Fact.WindowAmended amended -> windows.add(header, amended);
          case Fact.AlertRaised raised ->
              alerts.add(
                  new AlertsTable.Happened(
                      header,
                      "raised",
                      raised.alert(),
                      AlertJson.of(header.study(), header.participant(), raised)));
          case Fact.AlertResolved resolved ->
              alerts.add(
                  new AlertsTable.Happened(
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
          case Fact.Refused refusal -> refused.add(quarantined(entry, refusal));
          case Fact.Enrolled _,
              Fact.ThresholdChanged _,
              Fact.DeviceChanged _,
              Fact.ProtocolActivated _,
              ClockFact _ -> {}
        }
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
          bytes == null ? 0 : bytes.length,
          bytes);
    }

    void write(Connection connection, List<EntryFacts> entries) throws SQLException {
      windows.write(new WindowsTable(connection));
      corrections.write(connection);
      AlertsTable.insert(connection, alerts);
      AlertsTable.note(connection, notes);
      Quarantine.write(connection, Quarantine.By.STEP, refused);
      ParticipantsTable.upsert(connection, entries, protocols);
    }
  }
}
