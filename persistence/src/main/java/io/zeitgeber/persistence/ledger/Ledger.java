package io.zeitgeber.persistence.ledger;

import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Counts what is durable. Entries are journaled before the receipt of their slice, so while records
 * flow the journal may be ahead of the receipts by what is under way; at rest it balances.
 */
public final class Ledger {
  private static final String BALANCE =
      """
      with received as (
        select topic_id, partition, max(topic) as topic, sum(records) as records
        from zeitgeber.receipts group by topic_id, partition),
      quarantined as (
        select topic_id, partition, max(topic) as topic, count(*) as records
        from zeitgeber.quarantine where refused_by = 'ingest' and index = 0
        group by topic_id, partition),
      journaled as (
        select topic_id, partition, sum(records) as records, sum(refused) as refused
        from zeitgeber.journal where topic_id is not null group by topic_id, partition)
      select topic_id, coalesce(r.topic, q.topic, t.name, ''), partition,
        coalesce(r.records, 0)::bigint, coalesce(j.records, 0)::bigint,
        coalesce(q.records, 0)::bigint, coalesce(j.refused, 0)::bigint
      from received r
        full join quarantined q using (topic_id, partition)
        full join journaled j using (topic_id, partition)
        left join (select topic_id, max(name) as name from zeitgeber.topics group by topic_id) t
          using (topic_id)
      order by 2, 1, 3\
      """;

  private final Database database;

  public Ledger(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** The balance of every partition that anything is known of, by topic and partition. */
  public List<Balance> balance() {
    return database.transaction(
        connection -> {
          List<Balance> balances = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(BALANCE);
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
        });
  }
}
