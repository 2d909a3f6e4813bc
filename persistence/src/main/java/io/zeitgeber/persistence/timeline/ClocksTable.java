package io.zeitgeber.persistence.timeline;

import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.Rebased;
import io.zeitgeber.participant.clock.Stepped;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what was concluded about clocks, and how well each is known now. */
final class ClocksTable {
  private static final String FACT =
      """
      insert into zeitgeber.timeline_clocks (study, participant, device, received, kind, reason,
        segment, jump_micros, first_device_micros, confidence, uncertainty_micros)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  private ClocksTable() {}

  /** One fact and whose it is. */
  record Concluded(EntryHeader header, ClockFact fact) {}

  /**
   * Writes them.
   *
   * @param suffix of the table of devices; what was concluded is kept once, beside the running one
   */
  static void write(Connection connection, List<Concluded> concluded, String suffix)
      throws SQLException {
    if (concluded.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(FACT);
        PreparedStatement known = connection.prepareStatement(known(suffix))) {
      for (Concluded each : concluded) {
        set(insert, each.header(), each.fact());
        insert.addBatch();
        if (each.fact() instanceof ClockFact.ClockConfidenceChanged changed) {
          whose(known, each.header(), changed.device());
          known.setInt(4, rank(changed.change().after()));
          known.setObject(5, uncertainty(changed.change()), Types.BIGINT);
          known.addBatch();
        }
      }
      if (suffix.isEmpty()) {
        insert.executeBatch();
      }
      known.executeBatch();
    }
  }

  private static String known(String suffix) {
    return """
    insert into zeitgeber.timeline_devices%s
      (study, participant, device, confidence, uncertainty_micros)
    values (?, ?, ?, ?, ?)
    on conflict (study, participant, device) do update
    set confidence = excluded.confidence, uncertainty_micros = excluded.uncertainty_micros\
    """
        .formatted(suffix);
  }

  private static void set(PreparedStatement insert, EntryHeader header, ClockFact fact)
      throws SQLException {
    whose(insert, header, fact.device());
    switch (fact) {
      case ClockFact.ClockStepped(String _, Stepped stepped) -> {
        at(insert, stepped.receivedMicros(), "stepped", name(stepped.reason()));
        moved(insert, stepped.segment(), stepped.jumpMicros(), stepped.firstDeviceMicros());
      }
      case ClockFact.ClockRebased(String _, Rebased rebased) -> {
        at(insert, rebased.receivedMicros(), "rebased", name(rebased.evidence()));
        moved(insert, rebased.segment(), rebased.shiftMicros(), rebased.firstDeviceMicros());
      }
      case ClockFact.ClockConfidenceChanged(String _, ConfidenceChange change) -> {
        at(insert, change.receivedMicros(), "confidence", name(change.after()));
        moved(insert, null, null, null);
        insert.setObject(10, rank(change.after()), Types.SMALLINT);
        insert.setObject(11, uncertainty(change), Types.BIGINT);
      }
      case ClockFact.ClockUnknowable unknowable -> {
        at(insert, unknowable.finding().receivedMicros(), "unknowable", null);
        moved(insert, null, null, null);
      }
    }
  }

  private static void whose(PreparedStatement to, EntryHeader header, String device)
      throws SQLException {
    to.setString(1, header.study());
    to.setString(2, header.participant());
    to.setString(3, device);
  }

  private static void at(
      PreparedStatement to, long receivedMicros, String kind, @Nullable String reason)
      throws SQLException {
    Instant received = Instant.EPOCH.plus(receivedMicros, ChronoUnit.MICROS);
    to.setObject(4, received.atOffset(ZoneOffset.UTC));
    to.setString(5, kind);
    to.setString(6, reason);
  }

  private static void moved(
      PreparedStatement to,
      @Nullable Integer segment,
      @Nullable Long jumpMicros,
      @Nullable Long firstDeviceMicros)
      throws SQLException {
    to.setObject(7, segment, Types.INTEGER);
    to.setObject(8, jumpMicros, Types.BIGINT);
    to.setObject(9, firstDeviceMicros, Types.BIGINT);
    to.setNull(10, Types.SMALLINT);
    to.setNull(11, Types.BIGINT);
  }

  private static @Nullable Long uncertainty(ConfidenceChange change) {
    return change.uncertaintyMicros() < 0 ? null : (Long) change.uncertaintyMicros();
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static int rank(Confidence confidence) {
    return switch (confidence) {
      case NONE -> 0;
      case SUSPECT -> 1;
      case COARSE -> 2;
      case GOOD -> 3;
    };
  }
}
