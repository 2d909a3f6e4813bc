package io.zeitgeber.persistence.ledger;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.RecordsTaken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as running counts: the tail adds what it reads in its own transaction, receipts are
 * summed up from where the last look ended. Cheap enough for a metric; {@link Reconciliation}
 * counts the rows themselves.
 */
public final class LedgerCounts {
  private static final String ADD =
      """
      insert into zeitgeber.ledger_journaled as l (slice, topic_id, partition, topic, records, refused)
      values (?, ?, ?, ?, ?, ?)
      on conflict (slice, topic_id, partition) do update
        set records = l.records + excluded.records, refused = l.refused + excluded.refused\
      """;

  // One look at the index for each partition that was ever read.
  private static final String PARTITIONS =
      """
      with recursive p as (
        (select cluster, topic_id, partition from zeitgeber.receipts
          order by cluster, topic_id, partition limit 1)
        union all
        select n.* from p cross join lateral (
          select r.cluster, r.topic_id, r.partition from zeitgeber.receipts r
          where (r.cluster, r.topic_id, r.partition) > (p.cluster, p.topic_id, p.partition)
          order by r.cluster, r.topic_id, r.partition limit 1) n)
      insert into zeitgeber.ledger_received (cluster, topic_id, partition, topic, next, records, refused)
      select cluster, topic_id, partition, '', -1, 0, 0 from p
      on conflict do nothing\
      """;

  private static final String SUM_UP =
      """
      update zeitgeber.ledger_received l
      set next = s.next, records = l.records + s.records, refused = l.refused + s.refused,
        topic = s.topic
      from (select k.cluster, k.topic_id, k.partition, k.next as before, a.*
        from zeitgeber.ledger_received k cross join lateral (
          select max(r.next) as next, sum(r.records) as records, sum(r.refused) as refused,
            max(r.topic) as topic
          from zeitgeber.receipts r
          where r.cluster = k.cluster and r.topic_id = k.topic_id and r.partition = k.partition
            and r.first >= k.next) a) s
      where s.next is not null and l.cluster = s.cluster and l.topic_id = s.topic_id
        and l.partition = s.partition and l.next = s.before\
      """;

  private static final String READ =
      """
      with received as (
        select topic_id, partition, max(topic) as topic, sum(records) as records,
          sum(refused) as refused
        from zeitgeber.ledger_received group by topic_id, partition),
      journaled as (
        select topic_id, partition, max(topic) as topic, sum(records) as records,
          sum(refused) as refused
        from zeitgeber.ledger_journaled group by topic_id, partition)
      select topic_id, coalesce(r.topic, j.topic), partition, coalesce(r.records, 0)::bigint,
        coalesce(j.records, 0)::bigint, coalesce(r.refused, 0)::bigint,
        coalesce(j.refused, 0)::bigint
      from received r full join journaled j using (topic_id, partition)
      order by 2, 1, 3\
      """;

  private final Database database;

  public LedgerCounts(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  private record Place(UUID topicId, int partition) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byTopic = topicId.compareTo(other.topicId);
      return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
  }

  private static final class Sum {
    private String topic = "";
    private long records;
    private long refused;
  }

  /** Adds what a page of the tail holds, in the transaction that moves the tail. */
  public static void add(Connection connection, int slice, List<EntryFacts> entries)
      throws SQLException {
    // In one order, so that two transactions never wait for each other.
    Map<Place, Sum> sums = new TreeMap<>();
    for (EntryFacts entry : entries) {
      @Nullable RecordsTaken records = entry.header().records();
      if (records != null && entry.header().kind() != EntryHeader.Kind.READMITTED) {
        Sum sum =
            sums.computeIfAbsent(new Place(records.topicId(), records.partition()), _ -> new Sum());
        sum.topic = records.topic();
        sum.records += records.count();
        sum.refused += records.refused();
      }
    }
    if (sums.isEmpty()) {
      return;
    }
    try (PreparedStatement add = connection.prepareStatement(ADD)) {
      for (Map.Entry<Place, Sum> each : sums.entrySet()) {
        add.setInt(1, slice);
        add.setObject(2, each.getKey().topicId());
        add.setInt(3, each.getKey().partition());
        add.setString(4, each.getValue().topic);
        add.setLong(5, each.getValue().records);
        add.setLong(6, each.getValue().refused);
        add.addBatch();
      }
      add.executeBatch();
    }
  }

  /**
   * The counts now. While records flow the journal is ahead of the receipts by what is under way,
   * and behind by what the tail has yet to read; at rest it balances.
   */
  public List<Balance> balance() {
    return database.transaction(
        connection -> {
          try (PreparedStatement partitions = connection.prepareStatement(PARTITIONS);
              PreparedStatement sum = connection.prepareStatement(SUM_UP)) {
            partitions.executeUpdate();
            sum.executeUpdate();
          }
          return read(connection);
        });
  }

  private static List<Balance> read(Connection connection) throws SQLException {
    List<Balance> balances = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(READ);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        balances.add(
            new Balance(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getInt(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7)));
      }
    }
    return balances;
  }
}
