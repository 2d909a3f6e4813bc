package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.Stepped;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes how far the clock model trusts each device. */
final class DeviceClocksTable {
  private static final String UPSERT =
      """
      insert into zeitgeber.device_clocks as c
        (study, participant, device, confidence, uncertainty_micros, steps, since_micros)
      values (?, ?, ?, coalesce(?, 'NONE'), ?, ?, ?)
      on conflict (study, participant, device) do update set
        confidence = coalesce(?, c.confidence),
        uncertainty_micros = case when ? then excluded.uncertainty_micros
          else c.uncertainty_micros end,
        steps = c.steps + excluded.steps, since_micros = excluded.since_micros\
      """;

  private final List<Said> said = new ArrayList<>();

  /** What a fact says; confidence null: nothing of it. */
  private record Said(
      EntryHeader header,
      String device,
      @Nullable String confidence,
      @Nullable Long uncertaintyMicros,
      int steps,
      long receivedMicros) {}

  void add(EntryHeader header, ClockFact fact) {
    switch (fact) {
      case ClockFact.ClockStepped(String device, Stepped step) ->
          said.add(new Said(header, device, null, null, 1, step.receivedMicros()));
      case ClockFact.ClockConfidenceChanged(String device, ConfidenceChange change) ->
          said.add(
              new Said(
                  header,
                  device,
                  change.after().name(),
                  change.uncertaintyMicros() < 0 ? null : (Long) change.uncertaintyMicros(),
                  0,
                  change.receivedMicros()));
      case ClockFact.ClockRebased _, ClockFact.ClockUnknowable _ -> {}
    }
  }

  void write(Connection connection) throws SQLException {
    if (said.isEmpty()) {
      return;
    }
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      for (Said each : said) {
        upsert.setString(1, each.header().study());
        upsert.setString(2, each.header().participant());
        upsert.setString(3, each.device());
        upsert.setString(4, each.confidence());
        upsert.setObject(5, each.uncertaintyMicros(), Types.BIGINT);
        upsert.setInt(6, each.steps());
        upsert.setLong(7, each.receivedMicros());
        upsert.setString(8, each.confidence());
        upsert.setBoolean(9, each.confidence() != null);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }
}
