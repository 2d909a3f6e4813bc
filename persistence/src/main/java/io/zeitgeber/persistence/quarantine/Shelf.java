package io.zeitgeber.persistence.quarantine;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.key.Keys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What lies in the quarantine, for people: counted, shown and chosen from. */
public final class Shelf {
  private static final String COLUMNS =
      """
      q.topic_id, q.topic, q.partition, q."offset", q.reason, q.detail, q.study, q.participant,
      q.received_micros, q.length, q.bytes, q.refused_by, r.n, d.refused, q.sealed_by\
      """;

  private static final String FROM =
      """
       from zeitgeber.quarantine q
        left join zeitgeber.readmissions r using (topic_id, partition, "offset", index)
        left join zeitgeber.readmissions_done d
          on d.study = r.study and d.participant = r.participant and d.n = r.n
      where (?::text is null or q.reason = ?) and (?::text is null or q.study = ?)
        and (?::text is null or q.participant = ?)
        and (?::text is null or q.topic = ?) and (?::int is null or q.partition = ?)
        and (?::bigint is null or q."offset" = ?)
      """;

  private static final String SELECT = "select " + COLUMNS + FROM + " order by q.ordering limit ?";

  private static final String COUNT =
      "select q.reason, q.refused_by, count(*), count(r.n), count(d.n), count(*) filter (where d.refused)"
          + FROM
          + " group by 1, 2 order by 3 desc, 1, 2";

  private final Database database;
  private final Keys keys;

  /**
   * @param keys that open the bytes; those that can't be opened are not shown
   */
  public Shelf(DataSource dataSource, Keys keys) {
    this.database = new Database(dataSource);
    this.keys = keys;
  }

  /**
   * Which records; null is any.
   *
   * @param topic of the origin, likewise partition and offset
   */
  public record Choice(
      @Nullable String reason,
      @Nullable String study,
      @Nullable String participant,
      @Nullable String topic,
      @Nullable Integer partition,
      @Nullable Long offset) {}

  /**
   * How many records were refused for a reason.
   *
   * @param readmitted of them, asked to be let in again
   * @param done of those, journaled
   * @param again of those, refused once more
   */
  public record Count(
      String reason, String refusedBy, long records, long readmitted, long done, long again) {}

  /**
   * One record.
   *
   * @param refusedBy {@code ingest} or {@code step}
   * @param readmission number of its re-admission; null where there is none
   * @param refusedAgain what came of that; null while it waits
   */
  public record Item(
      QuarantinedRecord record,
      String refusedBy,
      @Nullable Long readmission,
      @Nullable Boolean refusedAgain) {}

  /** By reason, the most frequent first. */
  public List<Count> counts(Choice choice) {
    return database.transaction(
        connection -> {
          List<Count> counts = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(COUNT)) {
            set(select, choice);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                counts.add(
                    new Count(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6)));
              }
            }
          }
          return counts;
        });
  }

  /** In the order in which they were refused; with their bytes. */
  public void each(Choice choice, int limit, Consumer<Item> consumer) {
    database.<@Nullable Void>transaction(
        connection -> {
          each(connection, keys, choice, limit, consumer);
          return null;
        });
  }

  static void each(
      Connection connection, Keys keys, Choice choice, int limit, Consumer<Item> consumer)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setFetchSize(200);
      set(select, choice);
      select.setInt(13, limit);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          consumer.accept(item(row, keys));
        }
      }
    }
  }

  private static void set(PreparedStatement to, Choice choice) throws SQLException {
    String[] texts = {choice.reason(), choice.study(), choice.participant(), choice.topic()};
    int at = 1;
    for (@Nullable String text : texts) {
      to.setString(at++, text);
      to.setString(at++, text);
    }
    for (int twice = 0; twice < 2; twice++) {
      to.setObject(at++, choice.partition(), java.sql.Types.INTEGER);
    }
    for (int twice = 0; twice < 2; twice++) {
      to.setObject(at++, choice.offset(), java.sql.Types.BIGINT);
    }
  }

  private static Item item(ResultSet row, Keys keys) throws SQLException {
    Origin origin =
        new Origin(row.getObject(1, UUID.class), row.getString(2), row.getInt(3), row.getLong(4));
    QuarantinedRecord record =
        new QuarantinedRecord(
            origin,
            row.getString(5),
            row.getString(6),
            row.getString(7),
            row.getString(8),
            row.getLong(9),
            row.getInt(10),
            QuarantineSeal.open(keys, row.getString(15), origin, row.getBytes(11)));
    return new Item(
        record, row.getString(12), row.getObject(13, Long.class), row.getObject(14, Boolean.class));
  }
}
