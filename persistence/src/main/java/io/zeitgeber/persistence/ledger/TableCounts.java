package io.zeitgeber.persistence.ledger;

import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the tables that the tail writes hold, by participant, and how far the tail had come: one
 * snapshot of the database.
 */
final class TableCounts {
  private static final long PATIENCE_MICROS = 60_000_000;
  private static final int PAGE_ROWS = 5_000;

  private static final String WINDOWS =
      """
      select study || '/' || participant, sum(version)::bigint, count(*)
      from zeitgeber.windows group by 1\
      """;

  private static final String ALERTS =
      """
      select study || '/' || participant, count(*) from zeitgeber.alerts
      where participant is not null group by 1\
      """;

  /** In the order of the index, with the position that their tail knows them by. */
  private static final String OF_STUDIES =
      """
      select alert, lifecycle, generation, committed_in::text, ordering from zeitgeber.study_alerts\
      """;

  private static final String REFUSED =
      """
      select study || '/' || participant, count(*) from zeitgeber.quarantine
      where refused_by = 'step' group by 1\
      """;

  private static final String POSITIONS =
      """
      select slice, generation, committed_in::text, ordering from zeitgeber.sink_positions
      where sink = 'postgres'\
      """;

  private static final String BY_INGEST =
      """
      select topic_id, topic, partition, "offset", coalesce(participant, ''), generation,
        committed_in::text, ordering, (extract(epoch from written_at) * 1000000)::bigint
      from zeitgeber.quarantine
      where refused_by = 'ingest' and index = 0 and (topic_id, partition, "offset") > (?, ?, ?)
      order by topic_id, partition, "offset" limit ?\
      """;

  private final Map<Integer, Position> positions = new HashMap<>();
  private final List<Reconciliation.SinkTally> tallies = new ArrayList<>();
  private final List<OfStudy> ofStudies = new ArrayList<>();
  private final Set<String> notes = new HashSet<>();
  private long nowMicros;

  private TableCounts() {}

  /** A record that ingest refused, and where the tail of those finds it. */
  record Refused(
      UUID topicId,
      String topic,
      int partition,
      long offset,
      String participant,
      Position position,
      long writtenMicros) {}

  static TableCounts read(DataSource source) {
    TableCounts counts = new TableCounts();
    return new Database(source)
        .transaction(
            connection -> {
              try (PreparedStatement snapshot =
                  connection.prepareStatement(
                      "set transaction isolation level repeatable read, read only")) {
                snapshot.execute();
              }
              counts.readAll(connection);
              return counts;
            });
  }

  private void readAll(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(POSITIONS);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        positions.put(
            row.getInt(1),
            new Position(row.getInt(2), Long.parseLong(row.getString(3)), row.getLong(4)));
      }
    }
    try (PreparedStatement select =
            connection.prepareStatement("select (extract(epoch from now()) * 1000000)::bigint");
        ResultSet row = select.executeQuery()) {
      row.next();
      nowMicros = row.getLong(1);
    }
    tallies.add(new WindowsTally(windows(connection), positions, nowMicros));
    tallies.add(
        new TableTally("table alerts", counts(connection, ALERTS), facts -> alerts(facts, notes)));
    tallies.add(
        new TableTally(
            "table quarantine (by the step)",
            counts(connection, REFUSED),
            facts -> SinkCounts.due(facts).getOrDefault(SinkCounts.QUARANTINE, 0L)));
    readOfStudies(connection);
  }

  /** Facts that make a row; of the notes on one alert the table keeps the first. */
  private static long alerts(EntryFacts facts, Set<String> notes) {
    long rows = SinkCounts.due(facts).getOrDefault(SinkCounts.ALERTS, 0L);
    for (Fact fact : facts.facts()) {
      if (fact instanceof AmendFact.EvidenceMoved moved && !notes.add(moved.alert())) {
        rows--;
      }
    }
    return rows;
  }

  private static Map<String, WindowsTally.Stored> windows(Connection connection)
      throws SQLException {
    Map<String, WindowsTally.Stored> stored = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(WINDOWS);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        stored.put(row.getString(1), new WindowsTally.Stored(row.getLong(2), row.getLong(3)));
      }
    }
    return stored;
  }

  private void readOfStudies(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(OF_STUDIES);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        ofStudies.add(
            new OfStudy(
                FactIdentity.alert(row.getString(1), row.getString(2)),
                new Position(row.getInt(3), Long.parseLong(row.getString(4)), row.getLong(5))));
      }
    }
  }

  /** What happened to alerts about studies: the topic has them from a table, not the journal. */
  List<OfStudy> ofStudies() {
    return ofStudies;
  }

  /** Something that happened to an alert about a study. */
  record OfStudy(String identity, Position position) {}

  private static Map<String, Long> counts(Connection connection, String sql) throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        counts.put(row.getString(1), row.getLong(2));
      }
    }
    return counts;
  }

  long nowMicros() {
    return nowMicros;
  }

  /** One for each table. */
  List<Reconciliation.SinkTally> tallies() {
    return tallies;
  }

  /** Whether something that is behind a sink's position has waited for too long. */
  static boolean isOverdue(long writtenMicros, long nowMicros) {
    return nowMicros - writtenMicros > PATIENCE_MICROS;
  }

  /** Hands out what ingest refused, page by page. */
  static void eachRefusedByIngest(DataSource source, Consumer<Refused> consumer) {
    Database database = new Database(source);
    @Nullable Refused last = null;
    List<Refused> page;
    do {
      @Nullable Refused after = last;
      page = database.transaction(connection -> page(connection, after));
      page.forEach(consumer);
      last = page.isEmpty() ? last : page.getLast();
    } while (page.size() == PAGE_ROWS);
  }

  private static List<Refused> page(Connection connection, @Nullable Refused after)
      throws SQLException {
    List<Refused> page = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(BY_INGEST)) {
      select.setObject(1, after == null ? new UUID(0, 0) : after.topicId());
      select.setInt(2, after == null ? -1 : after.partition());
      select.setLong(3, after == null ? -1 : after.offset());
      select.setInt(4, PAGE_ROWS);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          page.add(
              new Refused(
                  row.getObject(1, UUID.class),
                  row.getString(2),
                  row.getInt(3),
                  row.getLong(4),
                  row.getString(5),
                  new Position(row.getInt(6), Long.parseLong(row.getString(7)), row.getLong(8)),
                  row.getLong(9)));
        }
      }
    }
    return page;
  }

  /** Facts of one kind against one table, participant by participant. */
  private final class TableTally implements Reconciliation.SinkTally {
    private final String sink;
    private final Map<String, Long> there;
    private final ToLongFunction<EntryFacts> worth;
    private final Set<String> unopened = new HashSet<>();
    private final Map<String, Long> due = new TreeMap<>();
    private long underWay;
    private long overdue;

    TableTally(String sink, Map<String, Long> there, ToLongFunction<EntryFacts> worth) {
      this.sink = sink;
      this.there = there;
      this.worth = worth;
    }

    @Override
    public void journaled(JournalRow row, EntryFacts facts) {
      long worthAll = worth.applyAsLong(facts);
      if (worthAll == 0) {
        return;
      }
      Position position = positions.getOrDefault(row.entry().slice(), Position.START);
      if (row.position().compareTo(position) <= 0) {
        due.merge(row.entry().entity(), worthAll, Long::sum);
      } else if (isOverdue(row.writtenMicros(), nowMicros)) {
        overdue += worthAll;
      } else {
        underWay += worthAll;
      }
    }

    @Override
    public void refusedByIngest(Refused record) {
      // in the table by itself
    }

    @Override
    public void unopened(String entity) {
      unopened.add(entity);
    }

    @Override
    public SinkAccount account() {
      List<String> where = new ArrayList<>();
      long facts = due.values().stream().mapToLong(Long::longValue).sum();
      long missing = overdue;
      long foreign = 0;
      if (overdue > 0) {
        where.add(overdue + " facts have waited for more than a minute: does the tail run?");
      }
      Map<String, Long> all = new TreeMap<>(there);
      due.forEach(all::putIfAbsent);
      all.keySet().removeAll(unopened);
      for (String entity : all.keySet()) {
        long off = due.getOrDefault(entity, 0L) - there.getOrDefault(entity, 0L);
        missing += Math.max(0, off);
        foreign += Math.max(0, -off);
        if (off != 0) {
          Reconciliation.say(
              where, entity + ": " + Math.abs(off) + (off > 0 ? " missing" : " too many"));
        }
      }
      return new SinkAccount(
          sink,
          facts + underWay + overdue,
          facts - (missing - overdue),
          underWay,
          missing,
          foreign,
          0,
          where);
    }
  }
}
