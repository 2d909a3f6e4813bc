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
 * Reads in one query what participants are brought back from: the key; the last snapshot of the
 * rules that run now, or the last entry that holds a whole state, whichever is later; and the
 * entries after it.
 */
public final class Recoveries {
  /** Part 0 the key, 1 the snapshot, 2 the entry that it all follows, 3 what is to take again. */
  private static final String ALL =
      """
      select e.place, r.part, r.sequence, r.bytes, r.digest, r.kek
      from unnest(?) with ordinality as e (entity, place)
      cross join lateral (
        with s as (
          select sequence, digest, state from zeitgeber.snapshots
          where entity = e.entity and rules = ? and ?),
        w as (
          select sequence from zeitgeber.journal where entity = e.entity and whole
          order by sequence desc limit 1),
        f as (
          select greatest(coalesce((select sequence + 1 from s), 1),
            coalesce((select sequence from w), 1)) as first)
        select 0 as part, 0::bigint as sequence, k.wrapped as bytes, null::bytea as digest, k.kek
        from zeitgeber.participant_keys k where k.entity = e.entity
        union all
        select 1, s.sequence, s.state, s.digest, '' from s, f where s.sequence + 1 = f.first
        union all
        select 2, j.sequence, null, j.digest, ''
          from f join zeitgeber.journal j on j.entity = e.entity and j.sequence = f.first - 1
        union all
        (select 3, j.sequence, j.payload, j.digest, ''
          from f join zeitgeber.journal j on j.entity = e.entity and j.sequence >= f.first
          order by j.sequence limit ?)) r
      order by e.place, r.part, r.sequence\
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
    return of(List.of(entity), limit).getFirst();
  }

  /**
   * What several participants are brought back from, in their order: one query for all.
   *
   * @param limit at most so many entries of each; a full page has more after it
   */
  public List<Recovery> of(List<String> entities, int limit) {
    List<Recovery> recoveries = new ArrayList<>(entities.size());
    List<Rows> read = read(entities, limit, true);
    for (int place = 0; place < entities.size(); place++) {
      recoveries.add(recovery(entities.get(place), read.get(place), limit));
    }
    return recoveries;
  }

  private Recovery recovery(String entity, Rows read, int limit) {
    Rows rows = read;
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
      rows = read(List.of(entity), limit, false).getFirst();
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

  private List<Rows> read(List<String> entities, int limit, boolean withSnapshot) {
    return database.query(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(ALL)) {
            select.setArray(1, connection.createArrayOf("text", entities.toArray()));
            select.setInt(2, rules);
            select.setBoolean(3, withSnapshot);
            select.setInt(4, limit);
            List<Rows> all = new ArrayList<>(entities.size());
            entities.forEach(_ -> all.add(new Rows()));
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                int place = row.getInt(1) - 1;
                all.get(place).add(entities.get(place), row);
              }
            }
            return all;
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
      switch (row.getInt(2)) {
        case 0 -> key = new WrappedKey(entity, row.getString(6), row.getBytes(4));
        case 1 -> {
          snapshot = row.getBytes(4);
          snapshotDigest = row.getBytes(5);
        }
        case 2 -> {
          before = row.getLong(3);
          digest = row.getBytes(5);
        }
        default ->
            entries.add(
                new StoredEntry(
                    entity,
                    row.getLong(3),
                    row.getBytes(4),
                    row.getBytes(5),
                    false,
                    null,
                    -1,
                    0,
                    0));
      }
    }
  }
}
