package io.zeitgeber.persistence.key;

import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Looks at all wrapped keys, and wraps them anew. */
public final class KeyRotation {
  private static final int AT_ONCE = 500;
  private static final String PAGE =
      "select entity, kek, wrapped from zeitgeber.participant_keys where entity > ?"
          + " order by entity limit ?";

  // One look at the index for each participant, however many entries they have. What is older than
  // the keys has none.
  private static final String WITHOUT_KEY =
      """
      with recursive e as (
        (select entity from zeitgeber.journal order by entity limit 1)
        union all
        select (select j.entity from zeitgeber.journal j where j.entity > e.entity
          order by j.entity limit 1)
        from e where e.entity is not null)
      select entity from e where entity is not null
        and not exists (select from zeitgeber.participant_keys k where k.entity = e.entity)
        and not exists (select from zeitgeber.erasures d where d.entity = e.entity)
        and exists (select from zeitgeber.participant_keys)
      order by 1\
      """;

  // A running node looks at the file before it wraps; what it wrapped a moment before may be on its
  // way still. Nothing is, once nobody runs.
  private static final String DROPPABLE =
      """
      select distinct before.kek from zeitgeber.key_events before
      where before.kek <> ? and not exists (
          select from zeitgeber.participant_keys k where k.kek = before.kek)
        and (exists (select from zeitgeber.key_events since where since.event > before.event
              and since.kek <> before.kek and since.at < now() - interval '10 minutes')
          or not exists (
            select from zeitgeber.nodes where seen_at > now() - interval '1 minute'))\
      """;

  private final Database database;

  /**
   * @param dataSource of the service to check; of the owner to rotate
   */
  public KeyRotation(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /**
   * What was found.
   *
   * @param keys by the name of the key-encryption key that wraps them
   * @param unusable entities whose key does not unwrap or is gone, with why
   */
  public record Checked(Map<String, Long> keys, Map<String, String> unusable) {}

  /** Unwraps every key. */
  public Checked check(KeyEncryption encryption) {
    Map<String, Long> keys = new TreeMap<>();
    Map<String, String> unusable = new TreeMap<>();
    List<WrappedKey> page = page("");
    while (!page.isEmpty()) {
      for (WrappedKey key : page) {
        keys.merge(key.by(), 1L, Long::sum);
        try {
          encryption.unwrap(key);
        } catch (KeyUnusable trouble) {
          unusable.put(key.entity(), String.valueOf(trouble.getMessage()));
        }
      }
      page = page(page.getLast().entity());
    }
    for (String entity : withoutKey()) {
      unusable.put(entity, "has no key any more, and was not erased");
    }
    return new Checked(keys, unusable);
  }

  private List<String> withoutKey() {
    return database.transaction(
        connection -> {
          List<String> entities = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(WITHOUT_KEY);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              entities.add(row.getString(1));
            }
          }
          return entities;
        });
  }

  private List<WrappedKey> page(String after) {
    return database.transaction(
        connection -> {
          List<WrappedKey> page = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.setString(1, after);
            select.setInt(2, AT_ONCE);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                page.add(new WrappedKey(row.getString(1), row.getString(2), row.getBytes(3)));
              }
            }
          }
          return page;
        });
  }

  /**
   * Wraps with the current key whatever another one wraps; journals that.
   *
   * @return how many
   */
  public long rewrap(KeyEncryption encryption, String by, String reason) {
    long all = 0;
    int some = rewrapSome(encryption);
    while (some > 0) {
      all += some;
      some = rewrapSome(encryption);
    }
    long wrapped = all;
    return database.transaction(
        connection -> {
          KeyFiles.event(connection, "rotated", encryption.current(), wrapped, by, reason);
          return wrapped;
        });
  }

  /** Of the older keys, those by which nothing is wrapped, nor can be any more. */
  public List<String> droppable(KeyEncryption encryption) {
    return database.transaction(
        connection -> {
          List<String> names = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(DROPPABLE)) {
            select.setString(1, encryption.current());
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                names.add(row.getString(1));
              }
            }
          }
          return names;
        });
  }

  private int rewrapSome(KeyEncryption encryption) {
    return database.transaction(
        connection -> {
          List<WrappedKey> older =
              KeyTable.wrappedByOthers(connection, encryption.current(), AT_ONCE);
          List<WrappedKey> anew = new ArrayList<>(older.size());
          for (WrappedKey key : older) {
            anew.add(encryption.wrap(key.entity(), encryption.unwrap(key)));
          }
          KeyTable.rewrap(connection, anew);
          return anew.size();
        });
  }
}
