package io.zeitgeber.persistence.recovery;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.key.WrappedKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads in one query what a participant is brought back from: the key; the last snapshot of the
 * rules that run now, or the last entry that holds a whole state, whichever is later; and the
 * entries after it.
 */
public final class Recoveries {
  /** Part 0 the key, 1 the snapshot, 2 the entry that it all follows, 3 what is to take again. */
  private static final String ALL =
      """
      with s as (
        select sequence, digest, state from zeitgeber.snapshots
        where entity = ? and rules = ? and ?),
      w as (
        select sequence from zeitgeber.journal where entity = ? and whole
        order by sequence desc limit 1),
      f as (
        select greatest(coalesce((select sequence + 1 from s), 1),
          coalesce((select sequence from w), 1)) as first)
      select 0 as part, 0::bigint as sequence, k.wrapped as bytes, null::bytea as digest,
        k.kek as text
      from zeitgeber.participant_keys k where k.entity = ?
      union all select 1, s.sequence, s.state, s.digest, '' from s, f where s.sequence + 1 = f.first
      union all select 2, j.sequence, null, j.digest, ''
        from f join zeitgeber.journal j on j.entity = ? and j.sequence = f.first - 1
      union all (select 3, j.sequence, j.payload, j.digest, ''
        from f join zeitgeber.journal j on j.entity = ? and j.sequence >= f.first
        order by j.sequence limit ?)
      order by part, sequence\
      """;

  private final Database database;
  private final KeyRing keys;
  private final int rules;

  /**
   * @param rules version of the rules that run now
   */
  public Recoveries(DataSource dataSource, KeyRing keys, int rules) {
    this.database = new Database(dataSource);
    this.keys = keys;
    this.rules = rules;
  }

  /**
   * What a participant is brought back from.
   *
   * @param limit at most so many entries; a full page has more after it
   */
  public Recovery of(String entity, int limit) {
    Rows rows = read(entity, limit, true);
    @Nullable DataKey key = null;
    @Nullable String trouble = null;
    if (rows.key != null) {
      try {
        key = keys.unwrap(rows.key);
      } catch (KeyUnusable unusable) {
        trouble = String.valueOf(unusable.getMessage());
      }
    }
    byte @Nullable [] state = null;
    if (rows.snapshot != null && key != null) {
      state = opened(entity, rows, key).orElse(null);
    }
    if (rows.snapshot != null && state == null) {
      rows = read(entity, limit, false);
    }
    return new Recovery(rows.before, rows.digest, state, key, trouble, rows.entries);
  }

  /** A snapshot that does not fit the journal is no snapshot. */
  private Optional<byte[]> opened(String entity, Rows rows, DataKey key) {
    byte @Nullable [] snapshot = rows.snapshot;
    if (snapshot == null || !Arrays.equals(rows.digest, rows.snapshotDigest)) {
      return Optional.empty();
    }
    return Snapshot.open(
        key, new Snapshot.Place(entity, rows.before, rules), rows.digest, snapshot);
  }

  private Rows read(String entity, int limit, boolean withSnapshot) {
    return database.query(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(ALL)) {
            select.setString(1, entity);
            select.setInt(2, rules);
            select.setBoolean(3, withSnapshot);
            select.setString(4, entity);
            select.setString(5, entity);
            select.setString(6, entity);
            select.setString(7, entity);
            select.setInt(8, limit);
            Rows rows = new Rows();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                rows.add(entity, row);
              }
            }
            return rows;
          }
        });
  }

  /** What the query gave. */
  private static final class Rows {
    @Nullable WrappedKey key;
    byte @Nullable [] snapshot;
    byte @Nullable [] snapshotDigest;
    long before;
    byte[] digest = StoredEntry.noDigest();
    final List<StoredEntry> entries = new ArrayList<>();

    void add(String entity, ResultSet row) throws SQLException {
      switch (row.getInt(1)) {
        case 0 -> key = new WrappedKey(entity, row.getString(5), row.getBytes(3));
        case 1 -> {
          snapshot = row.getBytes(3);
          snapshotDigest = row.getBytes(4);
        }
        case 2 -> {
          before = row.getLong(2);
          digest = row.getBytes(4);
        }
        default ->
            entries.add(
                new StoredEntry(
                    entity,
                    row.getLong(2),
                    row.getBytes(3),
                    row.getBytes(4),
                    false,
                    null,
                    -1,
                    0,
                    0));
      }
    }
  }
}
