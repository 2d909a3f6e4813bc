package io.zeitgeber.persistence.journal;

import io.zeitgeber.persistence.database.BinaryRows;
import io.zeitgeber.persistence.key.KeyTable;
import io.zeitgeber.persistence.key.WrappedKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How rows get into the table {@code journal}. One thread at a time. */
final class JournalTable {
  private static final String COLUMNS =
      "sequence, writer, topic_id, generation, partition, records, refused, slice, outbound,"
          + " whole, entity, digest, payload";

  private static final String INTO = "zeitgeber.journal (" + COLUMNS + ")";

  private static final String INSERT =
      "insert into "
          + INTO
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (entity, sequence) do"
          + " nothing";

  private final BinaryRows rows = new BinaryRows();

  /** All rows or none; the transaction is left open. */
  void copy(Connection connection, int generation, List<WriteGroup> groups) throws SQLException {
    rows.clear();
    for (WriteGroup group : groups) {
      for (StoredEntry entry : group.entries()) {
        add(entry, group.writer(), generation);
      }
    }
    rows.copy(connection, INTO);
    copyKeys(connection, groups);
  }

  /** After the entries: of two writers of one participant, the entries' key tells who is first. */
  private void copyKeys(Connection connection, List<WriteGroup> groups) throws SQLException {
    rows.clear();
    boolean any = false;
    for (WriteGroup group : groups) {
      for (StoredEntry entry : group.entries()) {
        @Nullable WrappedKey key = entry.newKey();
        if (key != null) {
          rows.row(3).text(key.entity()).text(key.by()).bytes(key.bytes());
          any = true;
        }
      }
    }
    if (any) {
      rows.copy(connection, "zeitgeber.participant_keys (entity, kek, wrapped)");
    }
  }

  private void add(StoredEntry entry, UUID writer, int generation) {
    rows.row(13).int8(entry.sequence()).uuid(writer).uuid(entry.topicId()).int4(generation);
    if (entry.topicId() == null) {
      rows.nothing();
    } else {
      rows.int4(entry.partition());
    }
    rows.int4(entry.records())
        .int4(entry.refused())
        .int2(entry.slice())
        .bool(entry.outbound())
        .bool(entry.whole())
        .text(entry.entity())
        .bytes(entry.digest())
        .bytes(entry.payload());
  }

  /**
   * Group by group, each whole or not at all; the transaction is left open. In the order of the
   * primary key, so that two writers who do this at the same time never wait for each other in a
   * circle.
   *
   * @return why which group was refused
   */
  Map<WriteGroup, RefusedRow> insert(Connection connection, int generation, List<WriteGroup> groups)
      throws SQLException {
    List<WriteGroup> ordered = new ArrayList<>(groups);
    ordered.sort(
        Comparator.comparing((WriteGroup group) -> group.entries().getFirst().entity())
            .thenComparingLong(group -> group.entries().getFirst().sequence()));
    Map<WriteGroup, RefusedRow> refused = new HashMap<>();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (WriteGroup group : ordered) {
        @Nullable RefusedRow refusal = insert(connection, insert, generation, group);
        if (refusal != null) {
          refused.put(group, refusal);
        }
      }
    }
    return refused;
  }

  private static @Nullable RefusedRow insert(
      Connection connection, PreparedStatement insert, int generation, WriteGroup group)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    @Nullable RefusedRow refusal = null;
    for (StoredEntry entry : group.entries()) {
      refusal = insert(insert, generation, entry, group.writer());
      @Nullable WrappedKey key = entry.newKey();
      if (refusal == null && key != null && !KeyTable.insert(connection, key)) {
        refusal = new RefusedRow(entry, "the participant has another key by now", null);
      }
      if (refusal != null) {
        break;
      }
    }
    if (refusal != null) {
      connection.rollback(before);
    }
    connection.releaseSavepoint(before);
    return refusal;
  }

  private static @Nullable RefusedRow insert(
      PreparedStatement insert, int generation, StoredEntry entry, UUID writer)
      throws SQLException {
    insert.setLong(1, entry.sequence());
    insert.setObject(2, writer);
    insert.setObject(3, entry.topicId(), Types.OTHER);
    insert.setInt(4, generation);
    insert.setObject(5, entry.topicId() == null ? null : entry.partition(), Types.INTEGER);
    insert.setInt(6, entry.records());
    insert.setInt(7, entry.refused());
    insert.setInt(8, entry.slice());
    insert.setBoolean(9, entry.outbound());
    insert.setBoolean(10, entry.whole());
    insert.setString(11, entry.entity());
    insert.setBytes(12, entry.digest());
    insert.setBytes(13, entry.payload());
    try {
      return insert.executeUpdate() == 1 ? null : new RefusedRow(entry, "its place is taken", null);
    } catch (SQLException failure) {
      if (isOfTheRow(failure)) {
        return new RefusedRow(entry, String.valueOf(failure.getMessage()), failure);
      }
      throw failure;
    }
  }

  /** Whether a failure is about a row's own content: data, constraints, limits. */
  static boolean isOfTheRow(SQLException failure) {
    @Nullable String state = failure.getSQLState();
    return state != null
        && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
  }

  /** Whether others were in the way: a deadlock or a serialisation failure. */
  static boolean isOfOthers(SQLException failure) {
    @Nullable String state = failure.getSQLState();
    return state != null && state.startsWith("40");
  }
}
