package io.zeitgeber.persistence.quarantine;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.persistence.column.Text;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.key.KeyRing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes refused records by their origin: the first fate of a record stands, a repeat changes
 * nothing.
 */
public final class Quarantine {
  /** More of a record is not kept. */
  public static final int MAX_BYTES = 16 << 20;

  private static final int BATCH_ROWS = 500;
  private static final long BATCH_BYTES = 16 << 20;

  private static final String INSERT =
      """
      insert into zeitgeber.quarantine (topic_id, topic, partition, "offset", reason, detail, study,
        participant, received_micros, length, bytes, refused_by, sealed_by, generation)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        (select max(generation) from zeitgeber.generations))
      on conflict do nothing\
      """;

  private static final String BYTES =
      """
      select bytes, sealed_by from zeitgeber.quarantine
      where topic_id = ? and partition = ? and "offset" = ? and index = 0\
      """;

  private final Database database;
  private final @Nullable KeyRing keys;

  /** Keeps bytes as they come: for tests. */
  public Quarantine(DataSource dataSource) {
    this(dataSource, null);
  }

  /** Seals the bytes: with the participant's key, or, where there is none, the instance's. */
  public Quarantine(DataSource dataSource, @Nullable KeyRing keys) {
    this.database = new Database(dataSource);
    this.keys = keys;
  }

  /**
   * Lets go the bytes that the instance's key seals and that are older; origin, reason and length
   * stay.
   *
   * @param days thirty at least
   * @return how many
   */
  public long forget(int days) {
    return database.transaction(
        connection -> {
          try (PreparedStatement forget =
              connection.prepareStatement("select zeitgeber.forget_quarantined(?)")) {
            forget.setInt(1, days);
            try (ResultSet row = forget.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  /** The bytes of a record as it came; empty where they were not kept, or not to be read again. */
  public Optional<byte[]> bytes(Origin origin) {
    QuarantineSeal.Sealed sealed =
        database.transaction(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(BYTES)) {
                select.setObject(1, origin.topicId());
                select.setInt(2, origin.partition());
                select.setLong(3, origin.offset());
                try (ResultSet row = select.executeQuery()) {
                  return row.next()
                      ? new QuarantineSeal.Sealed(row.getBytes(1), row.getString(2))
                      : new QuarantineSeal.Sealed(null, null);
                }
              }
            });
    byte @Nullable [] bytes = sealed.bytes();
    return bytes == null ? Optional.empty() : QuarantineSeal.open(keys, sealed.by(), origin, bytes);
  }

  /** Who refused a record. */
  public enum By {
    /** No participant was found for it. */
    INGEST("ingest"),
    /** The participant refused it; the journal has it too. */
    STEP("step");

    private final String text;

    By(String text) {
      this.text = text;
    }
  }

  /** Makes durable that ingest refused these records. */
  public void write(List<QuarantinedRecord> records) {
    if (!records.isEmpty()) {
      QuarantineSeal.prepare(keys, records);
      database.<@Nullable Void>transaction(
          connection -> {
            write(connection, By.INGEST, records, keys);
            return null;
          });
    }
  }

  /**
   * The same inside a transaction that is open already, sealed with the keys that are {@link
   * QuarantineSeal#prepare prepared}.
   */
  public static void write(
      Connection connection, By by, List<QuarantinedRecord> records, @Nullable KeyRing keys)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      int rows = 0;
      long bytes = 0;
      for (QuarantinedRecord refused : records) {
        bytes += set(insert, by, refused, keys);
        insert.addBatch();
        rows++;
        if (rows == BATCH_ROWS || bytes >= BATCH_BYTES) {
          insert.executeBatch();
          rows = 0;
          bytes = 0;
        }
      }
      if (rows > 0) {
        insert.executeBatch();
      }
    }
  }

  private static int set(
      PreparedStatement insert, By by, QuarantinedRecord refused, @Nullable KeyRing keys)
      throws SQLException {
    Origin origin = refused.origin();
    byte @Nullable [] bytes = refused.bytes();
    if (bytes != null && bytes.length > MAX_BYTES) {
      bytes = Arrays.copyOf(bytes, MAX_BYTES);
    }
    insert.setObject(1, origin.topicId());
    insert.setString(2, origin.topic());
    insert.setInt(3, origin.partition());
    insert.setLong(4, origin.offset());
    insert.setString(5, refused.reason());
    insert.setString(6, Text.storable(refused.detail()));
    insert.setString(7, storable(refused.study()));
    insert.setString(8, storable(refused.participant()));
    insert.setLong(9, refused.receivedMicros());
    insert.setInt(10, refused.length());
    QuarantineSeal.Sealed sealed = QuarantineSeal.seal(keys, refused, bytes);
    insert.setBytes(11, sealed.bytes());
    insert.setString(12, by.text);
    insert.setString(13, sealed.by());
    return bytes == null ? 0 : bytes.length;
  }

  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : Text.storable(text);
  }
}
