package io.zeitgeber.persistence.key;

import io.zeitgeber.persistence.database.Database;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The participants' keys as this process knows them: read from the database, unwrapped, and the
 * ones used last kept in memory.
 */
public final class KeyRing implements Keys {
  /** About 300 bytes each. */
  private static final int KEPT = 20_000;

  private final Database database;
  private final KeyEncryption encryption;
  private final SecureRandom random = new SecureRandom();
  private final DataKey instance;
  private final Map<String, DataKey> kept =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DataKey> eldest) {
          return size() > KEPT;
        }
      };

  private KeyRing(Database database, KeyEncryption encryption, DataKey instance) {
    this.database = database;
    this.encryption = encryption;
    this.instance = instance;
  }

  /**
   * Opens the ring; makes the instance's own key where there is none yet.
   *
   * @throws KeyUnusable where the database's keys are wrapped by a key that is not at hand
   */
  public static KeyRing open(DataSource dataSource, KeyEncryption encryption) {
    Database database = new Database(dataSource);
    WrappedKey fresh = encryption.wrap(INSTANCE, DataKey.fresh(new SecureRandom()));
    WrappedKey stored =
        database.transaction(
            connection -> {
              if (KeyTable.of(connection, INSTANCE).isEmpty()) {
                KeyTable.insert(connection, fresh);
              }
              return KeyTable.of(connection, INSTANCE).orElse(fresh);
            });
    return new KeyRing(database, encryption, encryption.unwrap(stored));
  }

  /** A new key of a participant, in both forms; it counts once its wrapped form is durable. */
  public record Fresh(DataKey key, WrappedKey wrapped) {}

  /** Makes a key; stores nothing. */
  public Fresh fresh(String entity) {
    DataKey key = DataKey.fresh(random);
    return new Fresh(key, encryption.wrap(entity, key));
  }

  /** The key of what belongs to no participant. */
  public DataKey instance() {
    return instance;
  }

  /** Unwraps a key that was read by others. */
  public DataKey unwrap(WrappedKey wrapped) {
    return encryption.unwrap(wrapped);
  }

  @Override
  public @Nullable DataKey of(String entity) {
    if (entity.equals(INSTANCE)) {
      return instance;
    }
    synchronized (kept) {
      DataKey known = kept.get(entity);
      if (known != null) {
        return known;
      }
    }
    load(List.of(entity));
    synchronized (kept) {
      return kept.get(entity);
    }
  }

  /** A key that was read before; asks nobody. */
  public @Nullable DataKey known(String entity) {
    synchronized (kept) {
      return kept.get(entity);
    }
  }

  /** Reads at once the keys of many that will be asked for. */
  public void prepare(Collection<String> entities) {
    List<String> unknown;
    synchronized (kept) {
      unknown =
          entities.stream()
              .distinct()
              .filter(entity -> !entity.equals(INSTANCE) && kept.get(entity) == null)
              .toList();
    }
    if (!unknown.isEmpty()) {
      load(unknown);
    }
  }

  private void load(List<String> entities) {
    List<WrappedKey> found = database.query(connection -> KeyTable.of(connection, entities));
    for (WrappedKey wrapped : found) {
      try {
        DataKey key = encryption.unwrap(wrapped);
        synchronized (kept) {
          kept.put(wrapped.entity(), key);
        }
      } catch (KeyUnusable unusable) {
        // Asked for by itself it says so; others' keys are not to wait for it.
        if (entities.size() == 1) {
          throw unusable;
        }
      }
    }
  }

  /** Lets a key go: the participant was erased. */
  public void forget(String entity) {
    synchronized (kept) {
      kept.remove(entity);
    }
  }
}
