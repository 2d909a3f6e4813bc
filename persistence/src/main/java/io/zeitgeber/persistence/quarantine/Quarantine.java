package io.zeitgeber.persistence.quarantine;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.persistence.column.Text;
import io.zeitgeber.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
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
        participant, received_micros, length, bytes, refused_by, generation)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        (select max(generation) from zeitgeber.generations))
      on conflict do nothing\
      """;

  private final Database database;

  public Quarantine(DataSource dataSource) {
    this.database = new Database(dataSource);
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
      database.<@Nullable Void>transaction(
          connection -> {
            write(connection, By.INGEST, records);
            return null;
          });
    }
  }

  /** The same inside a transaction that is open already. */
  public static void write(Connection connection, By by, List<QuarantinedRecord> records)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      int rows = 0;
      long bytes = 0;
      for (QuarantinedRecord refused : records) {
        bytes += set(insert, by, refused);
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

  private static int set(PreparedStatement insert, By by, QuarantinedRecord refused)
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
    insert.setBytes(11, bytes);
    insert.setString(12, by.text);
    return bytes == null ? 0 : bytes.length;
  }

  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : Text.storable(text);
  }
}
