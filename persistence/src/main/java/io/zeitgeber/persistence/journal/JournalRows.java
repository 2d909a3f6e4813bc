package io.zeitgeber.persistence.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of the table {@code journal}. */
final class JournalRows {
  /** What {@link #read} expects, in this order. */
  static final String COLUMNS =
      "j.entity, j.sequence, j.payload, j.digest, j.outbound, j.topic_id, j.partition, j.records,"
          + " j.refused, j.generation, j.committed_in::text, j.ordering, j.writer,"
          + " (extract(epoch from j.written_at) * 1000000)::bigint, j.slice, j.whole";

  private JournalRows() {}

  /**
   * Reads the columns that begin after some others.
   *
   * @param before how many others
   */
  static JournalRow read(ResultSet row, int before) throws SQLException {
    @Nullable UUID topicId = row.getObject(before + 6, UUID.class);
    StoredEntry entry =
        new StoredEntry(
            row.getString(before + 1),
            row.getLong(before + 2),
            row.getBytes(before + 3),
            row.getBytes(before + 4),
            row.getBoolean(before + 5),
            topicId,
            topicId == null ? -1 : row.getInt(before + 7),
            row.getInt(before + 8),
            row.getInt(before + 9));
    Position position =
        new Position(
            row.getInt(before + 10),
            Long.parseLong(row.getString(before + 11)),
            row.getLong(before + 12));
    return new JournalRow(
        row.getBoolean(before + 16) ? entry.asWhole() : entry,
        position,
        row.getObject(before + 13, UUID.class),
        row.getLong(before + 14),
        row.getInt(before + 15));
  }
}
