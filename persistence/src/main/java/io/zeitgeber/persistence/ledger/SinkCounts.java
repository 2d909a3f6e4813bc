package io.zeitgeber.persistence.ledger;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Facts in the journal and facts delivered, as running counts: two counts that are kept apart, in
 * the transactions of two systems, and must come to the same. Cheap enough for a metric; {@link
 * Reconciliation} compares fact by fact.
 */
public final class SinkCounts {
  /** The sink of alerts. */
  public static final String ALERTS = DeliveredFacts.ALERTS;

  /** The sink of refused records. */
  public static final String QUARANTINE = DeliveredFacts.QUARANTINE;

  private static final int PAGE_ROWS = 500;

  private static final String ADD =
      """
      insert into zeitgeber.ledger_facts as l (slice, sink, facts) values (?, ?, ?)
      on conflict (slice, sink) do update set facts = l.facts + excluded.facts\
      """;

  private static final String KNOWN =
      "select exists (select from zeitgeber.ledger_facts where slice = ?)";

  private static final String DELIVERED =
      """
      insert into zeitgeber.ledger_delivered (slice, sink, facts) values (?, ?, ?)
      on conflict (slice, sink) do update set facts = excluded.facts, at = now()\
      """;

  // Of what ingest refuses the receipts tell; of studies' alerts the table.
  private static final String READ =
      """
      with due as (
        select sink, facts from zeitgeber.ledger_facts
        union all select 'topic quarantine', refused from zeitgeber.ledger_received
        union all select 'topic alerts', count(*) from zeitgeber.study_alerts
        union all select 'table alerts', facts from zeitgeber.ledger_facts
          where sink = 'topic alerts'
        union all select 'table alerts', count(*) from zeitgeber.study_alerts),
      done as (
        select sink, facts from zeitgeber.ledger_delivered
        union all select 'table alerts', count(*) from zeitgeber.alerts)
      select sink, coalesce((select sum(facts) from due d where d.sink = s.sink), 0)::bigint,
        coalesce((select sum(facts) from done d where d.sink = s.sink), 0)::bigint
      from (values ('topic alerts'), ('topic quarantine'), ('table alerts')) s (sink)\
      """;

  private final Database database;

  public SinkCounts(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /**
   * One sink.
   *
   * @param facts in the journal that it is to have
   */
  public record Count(String sink, long facts, long delivered) {

    /** Facts that are under way; at rest 0. */
    public long missing() {
      return facts - delivered;
    }
  }

  /** How many facts of an entry each topic is to have. */
  public static Map<String, Long> due(EntryFacts entry) {
    Map<String, Long> due = new TreeMap<>();
    for (Fact fact : entry.facts()) {
      @Nullable String identity = FactIdentity.of(fact, entry.header().participant());
      if (identity != null) {
        due.merge(FactIdentity.isAlert(identity) ? ALERTS : QUARANTINE, 1L, Long::sum);
      }
    }
    return due;
  }

  /**
   * What a slice's topics are to have up to a position: for a writer that has not counted from the
   * first.
   *
   * @param opening the facts of an entry; nothing of the erased
   */
  public static Map<String, Long> until(
      JournalTail tail,
      int slice,
      Position to,
      Function<JournalRow, Optional<EntryFacts>> opening) {
    Map<String, Long> sums = new TreeMap<>();
    Position at = Position.START;
    while (at.compareTo(to) < 0) {
      JournalTail.Page page = tail.read(List.of(slice), at, PAGE_ROWS, true);
      for (JournalRow row : page.rows()) {
        if (row.position().compareTo(to) <= 0) {
          opening.apply(row).ifPresent(entry -> addTo(sums, due(entry)));
        }
      }
      at = page.rows().size() < PAGE_ROWS ? to : page.next(at);
    }
    return sums;
  }

  private static void addTo(Map<String, Long> sums, Map<String, Long> more) {
    more.forEach((sink, facts) -> sums.merge(sink, facts, Long::sum));
  }

  /** Whether a slice's facts were counted before; if not, the count begins at its position. */
  public static boolean isCounted(Connection connection, int slice) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(KNOWN)) {
      select.setInt(1, slice);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Adds what a page of the tail holds, in the transaction that moves the tail. */
  public static void add(Connection connection, int slice, List<EntryFacts> entries)
      throws SQLException {
    Map<String, Long> sums = new TreeMap<>();
    entries.forEach(entry -> addTo(sums, due(entry)));
    add(connection, slice, sums);
  }

  /** Adds facts that were counted already. */
  public static void add(Connection connection, int slice, Map<String, Long> sums)
      throws SQLException {
    if (sums.isEmpty()) {
      return;
    }
    try (PreparedStatement add = connection.prepareStatement(ADD)) {
      for (Map.Entry<String, Long> each : sums.entrySet()) {
        add.setInt(1, slice);
        add.setString(2, each.getKey());
        add.setLong(3, each.getValue());
        add.addBatch();
      }
      add.executeBatch();
    }
  }

  /** Shows how far a topic's writer has come: a copy of the count that it keeps in Kafka. */
  public void delivered(int slot, Map<String, Long> facts) {
    database.<@Nullable Void>transaction(
        connection -> {
          try (PreparedStatement upsert = connection.prepareStatement(DELIVERED)) {
            for (Map.Entry<String, Long> each : new TreeMap<>(facts).entrySet()) {
              upsert.setInt(1, slot);
              upsert.setString(2, each.getKey());
              upsert.setLong(3, each.getValue());
              upsert.addBatch();
            }
            upsert.executeBatch();
            return null;
          }
        });
  }

  /** One for each sink. */
  public List<Count> read() {
    return database.transaction(
        connection -> {
          List<Count> counts = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(READ);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              counts.add(new Count(row.getString(1), row.getLong(2), row.getLong(3)));
            }
          }
          return counts;
        });
  }
}
