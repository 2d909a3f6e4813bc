package io.zeitgeber.persistence.ledger;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.RecordsTaken;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Every record of Kafka by its origin: in which partition, and whether in one place only. */
final class PartitionTallies {
  private static final String RECEIVED =
      """
      select topic_id, partition, max(topic), sum(records)::bigint, max(next)
      from zeitgeber.receipts group by topic_id, partition\
      """;

  private final Map<Place, Tally> tallies = new TreeMap<>();

  private PartitionTallies() {}

  private record Place(UUID topicId, int partition) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::topicId).thenComparingInt(Place::partition);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Tally {
    private String topic = "";
    private long received;
    private long next;
    private long journaled;
    private long quarantined;
    private long refused;
    private long underWay;
    private long twice;
    private final SortedMap<String, Long> reasons = new TreeMap<>();
    private final Offsets offsets = new Offsets();

    /** Whether the origin is new and the receipts reach beyond it. */
    boolean isReceived(long offset) {
      if (!offsets.add(offset)) {
        twice++;
        return false;
      }
      if (offset >= next) {
        underWay++;
        return false;
      }
      return true;
    }
  }

  /** Begins with what was received. */
  static PartitionTallies of(DataSource source) {
    PartitionTallies all = new PartitionTallies();
    new Database(source)
        .transaction(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(RECEIVED);
                  ResultSet row = select.executeQuery()) {
                while (row.next()) {
                  Tally tally = all.tally(row.getObject(1, UUID.class), row.getInt(2));
                  tally.topic = row.getString(3);
                  tally.received = row.getLong(4);
                  tally.next = row.getLong(5);
                }
              }
              return all;
            });
    return all;
  }

  private Tally tally(UUID topicId, int partition) {
    return tallies.computeIfAbsent(new Place(topicId, partition), _ -> new Tally());
  }

  /** What an entry holds. */
  void journaled(RecordsTaken records) {
    Tally tally = tally(records.topicId(), records.partition());
    tally.topic = records.topic();
    long[] offsets = records.offsets();
    boolean[] counted = new boolean[offsets.length];
    for (int row = 0; row < offsets.length; row++) {
      counted[row] = tally.isReceived(offsets[row]);
      tally.journaled += counted[row] ? 1 : 0;
    }
    records
        .refusals()
        .forEach(
            (reason, rows) -> {
              for (int row : rows) {
                if (counted[row]) {
                  tally.refused++;
                  tally.reasons.merge(reason, 1L, Long::sum);
                }
              }
            });
  }

  /** What ingest refused, row by row; each is told on. */
  void quarantine(DataSource source, Consumer<TableCounts.Refused> each) {
    TableCounts.eachRefusedByIngest(
        source,
        record -> {
          Tally tally = tally(record.topicId(), record.partition());
          tally.topic = record.topic();
          tally.quarantined += tally.isReceived(record.offset()) ? 1 : 0;
          each.accept(record);
        });
  }

  /** By topic and partition. */
  List<PartitionAccount> accounts() {
    List<PartitionAccount> accounts = new ArrayList<>();
    tallies.forEach(
        (place, tally) ->
            accounts.add(
                new PartitionAccount(
                    place.topicId(),
                    tally.topic,
                    place.partition(),
                    tally.received,
                    tally.journaled,
                    tally.quarantined,
                    tally.refused,
                    tally.reasons,
                    tally.underWay,
                    tally.twice)));
    accounts.sort(
        Comparator.comparing(PartitionAccount::topic)
            .thenComparing(PartitionAccount::topicId)
            .thenComparingInt(PartitionAccount::partition));
    return accounts;
  }
}
