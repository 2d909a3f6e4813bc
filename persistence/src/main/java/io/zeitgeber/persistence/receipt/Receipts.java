package io.zeitgeber.persistence.receipt;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.persistence.database.Accounts;
import io.zeitgeber.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of partitions: an unbroken chain each, but for the gaps that an operator accepted. A
 * zombie that goes on reading a partition which another has taken over breaks the chain and so
 * finds out.
 */
public final class Receipts {
  /** The end of the last receipt, or of a gap that was accepted behind it. */
  private static final String END =
      """
      select greatest(
        (select next from zeitgeber.receipts
          where cluster = ? and topic_id = ? and partition = ? order by first desc limit 1),
        (select max(next) from zeitgeber.gaps_accepted
          where cluster = ? and topic_id = ? and partition = ?)) as next\
      """;

  private static final String INSERT =
      """
      with last as (%s)
      insert into zeitgeber.receipts (cluster, topic_id, partition, first, next, records, refused,
        topic, max_received_micros, polled_at)
      select ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from last where last.next is null or last.next = ?
      on conflict do nothing\
      """
          .formatted(END);

  private static final String LAST =
      """
      with last as (%s)
      select last.next,
        (select max_received_micros from zeitgeber.receipts
          where cluster = ? and topic_id = ? and partition = ? order by first desc limit 1)
      from last\
      """
          .formatted(END);

  private static final String ACCEPT =
      """
      insert into zeitgeber.gaps_accepted
        (cluster, topic_id, partition, first, next, by, reason, role, organisation, authenticated)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing\
      """;

  private final Database database;

  public Receipts(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** {@link #write(List)} of one. */
  public Continued write(Receipt receipt) {
    return write(List.of(receipt)).getFirst();
  }

  /**
   * Writes the receipts that continue their partitions, in one transaction. The first receipt of a
   * partition may begin anywhere.
   *
   * @return for each receipt whether it was written, in the same order
   */
  public List<Continued> write(List<Receipt> receipts) {
    return database.transaction(
        connection -> {
          List<Continued> continued = new ArrayList<>(receipts.size());
          try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Receipt receipt : receipts) {
              continued.add(insert(insert, receipt) ? Continued.YES : Continued.NO);
            }
          }
          return continued;
        });
  }

  private static boolean insert(PreparedStatement insert, Receipt receipt) throws SQLException {
    int at = setEnd(insert, receipt.cluster(), receipt.topicId(), receipt.partition());
    at = setPartition(insert, at, receipt.cluster(), receipt.topicId(), receipt.partition());
    insert.setLong(at++, receipt.first());
    insert.setLong(at++, receipt.next());
    insert.setInt(at++, receipt.records());
    insert.setInt(at++, receipt.refused());
    insert.setString(at++, receipt.topic());
    insert.setLong(at++, receipt.maxReceivedMicros());
    insert.setObject(at++, time(receipt.polledMicros()));
    insert.setLong(at, receipt.first());
    return insert.executeUpdate() == 1;
  }

  /** Where a partition's reading goes on; nothing where it was never read. */
  public Optional<LastReceipt> last(String cluster, UUID topicId, int partition) {
    return database.transaction(connection -> last(connection, cluster, topicId, partition));
  }

  private static Optional<LastReceipt> last(
      Connection connection, String cluster, UUID topicId, int partition) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LAST)) {
      int at = setEnd(select, cluster, topicId, partition);
      setPartition(select, at, cluster, topicId, partition);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long next = row.getLong(1);
        if (row.wasNull()) {
          return Optional.empty();
        }
        long maxReceived = row.getLong(2);
        return Optional.of(new LastReceipt(next, row.wasNull() ? Long.MIN_VALUE : maxReceived));
      }
    }
  }

  /**
   * Lets a range of offsets go that Kafka no longer has: the next receipt may begin after it.
   * Accepted once more, it stays as it was accepted first.
   *
   * @param first where the last receipt ended
   * @param next the first offset that is still there
   * @param by who accepts the loss, and why
   * @param account that proves who; null where it is only claimed
   */
  public void acceptGap(
      String cluster,
      UUID topicId,
      int partition,
      long first,
      long next,
      String by,
      String reason,
      @Nullable Account account) {
    database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(ACCEPT)) {
            int at = setPartition(insert, 1, cluster, topicId, partition);
            insert.setLong(at++, first);
            insert.setLong(at++, next);
            insert.setString(at++, by);
            insert.setString(at++, reason);
            Accounts.set(insert, at, account);
            return insert.executeUpdate();
          }
        });
  }

  private static int setEnd(PreparedStatement to, String cluster, UUID topicId, int partition)
      throws SQLException {
    int at = setPartition(to, 1, cluster, topicId, partition);
    return setPartition(to, at, cluster, topicId, partition);
  }

  private static int setPartition(
      PreparedStatement to, int from, String cluster, UUID topicId, int partition)
      throws SQLException {
    to.setString(from, cluster);
    to.setObject(from + 1, topicId);
    to.setInt(from + 2, partition);
    return from + 3;
  }

  private static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
