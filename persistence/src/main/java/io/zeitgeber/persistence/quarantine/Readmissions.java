package io.zeitgeber.persistence.quarantine;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.Readmission;
import io.zeitgeber.persistence.database.Accounts;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.key.Keys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Records that an operator lets in again. What was asked for is durable, numbered for each
 * participant in the order in which the records were refused; the service takes them in that order
 * and says what came of each.
 */
public final class Readmissions {
  private static final String LOCK = "select pg_advisory_xact_lock(hashtext('zeitgeber.readmit'))";

  private static final String INSERT =
      """
      insert into zeitgeber.readmissions (study, participant, n, topic_id, partition, "offset", index,
        by, reason, role, organisation, authenticated)
      values (?, ?, (select coalesce(max(n), 0) + 1 from zeitgeber.readmissions
        where study = ? and participant = ?), ?, ?, ?, 0, ?, ?, ?, ?, ?)
      on conflict do nothing\
      """;

  private static final String PENDING =
      """
      select r.study, r.participant, r.n, r.by, r.reason, q.topic_id, q.topic, q.partition,
        q."offset", q.reason, q.detail, q.received_micros, q.length, q.bytes,
        q.sealed_by, r.role, r.organisation
      from zeitgeber.readmissions r
        join zeitgeber.quarantine q using (topic_id, partition, "offset", index)
        left join zeitgeber.readmissions_done d
          on d.study = r.study and d.participant = r.participant and d.n = r.n
      where d.n is null
      order by r.study, r.participant, r.n
      limit ?\
      """;

  private static final String WAITING =
      """
      select count(*) from zeitgeber.readmissions r where not exists (
        select from zeitgeber.readmissions_done d
        where d.study = r.study and d.participant = r.participant and d.n = r.n)\
      """;

  private static final String FIRST =
      """
      select q.topic_id, q.topic, q.partition, q."offset"
      from zeitgeber.readmissions r join zeitgeber.quarantine q
        using (topic_id, partition, "offset", index)
      where r.study = ? and r.participant = ? and r.n = ?\
      """;

  private static final String DONE =
      """
      insert into zeitgeber.readmissions_done (study, participant, n, refused)
      values (?, ?, ?, ? or exists (select from zeitgeber.quarantine
        where topic_id = ? and partition = 0 and "offset" = ?))
      on conflict do nothing\
      """;

  private final Database database;
  private final Keys keys;

  /**
   * @param keys that open the bytes
   */
  public Readmissions(DataSource dataSource, Keys keys) {
    this.database = new Database(dataSource);
    this.keys = keys;
  }

  /**
   * What was asked for.
   *
   * @param numbered to be let in again now
   * @param before had been asked for before: once is enough
   * @param impossible nobody knows whose they are, or their bytes are not whole
   */
  public record Asked(int numbered, int before, int impossible) {}

  /**
   * One that waits.
   *
   * @param account that proves who asked; null where it is only claimed
   * @param first where the record came from first of all
   */
  public record Pending(
      String study,
      String participant,
      long n,
      String by,
      String why,
      @Nullable Account account,
      Origin first,
      QuarantinedRecord record) {}

  /** Numbers the chosen records, all in one transaction; by is as claimed. */
  public Asked ask(Shelf.Choice choice, int limit, String by, String why) {
    return ask(choice, limit, by, why, null);
  }

  /**
   * Numbers the chosen records, all in one transaction.
   *
   * @param account that proves who asks; null where it is only claimed
   */
  public Asked ask(
      Shelf.Choice choice, int limit, String by, String why, @Nullable Account account) {
    return database.transaction(
        connection -> {
          // Two operators at once would number the same.
          try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.execute();
          }
          List<Shelf.Item> items = new ArrayList<>();
          Shelf.each(connection, keys, choice, limit, items::add);
          int numbered = 0;
          int before = 0;
          int impossible = 0;
          try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Shelf.Item item : items) {
              if (item.readmission() != null) {
                before++;
              } else if (!isWhole(item.record())) {
                impossible++;
              } else {
                numbered += insert(insert, item.record(), by, why, account);
              }
            }
          }
          return new Asked(numbered, before, impossible);
        });
  }

  private static boolean isWhole(QuarantinedRecord record) {
    byte @Nullable [] bytes = record.bytes();
    return record.participant() != null && bytes != null && bytes.length == record.length();
  }

  private static int insert(
      PreparedStatement insert,
      QuarantinedRecord record,
      String by,
      String why,
      @Nullable Account account)
      throws SQLException {
    String study = record.study() == null ? "default" : record.study();
    insert.setString(1, study);
    insert.setString(2, record.participant());
    insert.setString(3, study);
    insert.setString(4, record.participant());
    insert.setObject(5, record.origin().topicId());
    insert.setInt(6, record.origin().partition());
    insert.setLong(7, record.origin().offset());
    insert.setString(8, by);
    insert.setString(9, why);
    Accounts.set(insert, 10, account);
    return insert.executeUpdate();
  }

  /** Those that wait, each participant's in order. */
  public List<Pending> pending(int limit) {
    return database.transaction(
        connection -> {
          List<Pending> pending = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(PENDING)) {
            select.setInt(1, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                pending.add(pending(connection, row));
              }
            }
          }
          return pending;
        });
  }

  private Pending pending(Connection connection, ResultSet row) throws SQLException {
    String study = row.getString(1);
    String participant = row.getString(2);
    Origin origin =
        new Origin(row.getObject(6, UUID.class), row.getString(7), row.getInt(8), row.getLong(9));
    return new Pending(
        study,
        participant,
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        Accounts.read(row, 16),
        first(connection, study, participant, origin),
        new QuarantinedRecord(
            origin,
            row.getString(10),
            row.getString(11),
            study,
            participant,
            row.getLong(12),
            row.getInt(13),
            QuarantineSeal.open(keys, row.getString(15), origin, row.getBytes(14))));
  }

  // What was refused again after a re-admission came from somewhere before that.
  private static Origin first(
      Connection connection, String study, String participant, Origin origin) throws SQLException {
    Origin at = origin;
    try (PreparedStatement select = connection.prepareStatement(FIRST)) {
      while (at.topic().equals(Readmission.TOPIC)) {
        select.setString(1, study);
        select.setString(2, participant);
        select.setLong(3, at.offset());
        try (ResultSet row = select.executeQuery()) {
          if (!row.next()) {
            return at;
          }
          at =
              new Origin(
                  row.getObject(1, UUID.class), row.getString(2), row.getInt(3), row.getLong(4));
        }
      }
    }
    return at;
  }

  /** How many wait. */
  public long waiting() {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(WAITING);
              ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  /**
   * It is in the journal.
   *
   * @param refused whether the step refused it again, as far as the answer said
   */
  public void done(Pending taken, boolean refused) {
    database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(DONE)) {
            insert.setString(1, taken.study());
            insert.setString(2, taken.participant());
            insert.setLong(3, taken.n());
            insert.setBoolean(4, refused);
            insert.setObject(5, Readmission.topicId(taken.study(), taken.participant()));
            insert.setLong(6, taken.n());
            return insert.executeUpdate();
          }
        });
  }
}
