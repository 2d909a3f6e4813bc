package io.zeitgeber.persistence.recovery;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.key.DataKey;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes snapshots on a thread of its own, where nobody waits for them. A snapshot that is not
 * written costs time at the next recovery and nothing else: so what waits is bounded, a later state
 * of a participant replaces an earlier one, and what fails is let go.
 */
public final class SnapshotWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotWriter.class);
  private static final int MOST_WAITING = 10_000;
  private static final int AT_ONCE = 200;

  private static final String UPSERT =
      """
      insert into zeitgeber.snapshots as s (entity, sequence, rules, digest, state)
      select ?, ?, ?, ?, ? where exists (
        select from zeitgeber.participant_keys k where k.entity = ?)
      on conflict (entity) do update set sequence = excluded.sequence, rules = excluded.rules,
        digest = excluded.digest, state = excluded.state, written_at = now()
      where s.sequence < excluded.sequence or s.rules <> excluded.rules\
      """;

  private final Database database;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private boolean closed;

  public SnapshotWriter(DataSource dataSource) {
    this.database = new Database(dataSource);
    this.thread = Thread.ofPlatform().name("snapshots").daemon().start(this::run);
  }

  private static final class Waiting {
    final Snapshot.Place place;
    final byte[] digest;
    final DataKey key;
    final Supplier<byte[]> state;

    Waiting(Snapshot.Place place, byte[] digest, DataKey key, Supplier<byte[]> state) {
      this.place = place;
      this.digest = digest;
      this.key = key;
      this.state = state;
    }
  }

  /**
   * Takes a state that is durable in the journal; returns at once.
   *
   * @param digest of the entry that it follows
   * @param state asked for on the writer's thread
   */
  public void offer(Snapshot.Place place, byte[] digest, DataKey key, Supplier<byte[]> state) {
    synchronized (waiting) {
      if (waiting.size() >= MOST_WAITING && !waiting.containsKey(place.entity())) {
        dropped.increment();
        return;
      }
      waiting.put(place.entity(), new Waiting(place, digest, key, state));
      waiting.notifyAll();
    }
  }

  private void run() {
    @Nullable List<Waiting> next = next();
    while (next != null) {
      try {
        write(next);
        written.add(next.size());
      } catch (RuntimeException failed) {
        dropped.add(next.size());
        LOG.warn("{} snapshots could not be written: {}", next.size(), failed.getMessage());
      }
      next = next();
    }
  }

  private @Nullable List<Waiting> next() {
    synchronized (waiting) {
      try {
        while (waiting.isEmpty() && !closed) {
          waiting.wait();
        }
      } catch (InterruptedException stopped) {
        return null;
      }
      List<Waiting> next = new ArrayList<>();
      var iterator = waiting.values().iterator();
      while (iterator.hasNext() && next.size() < AT_ONCE) {
        next.add(iterator.next());
        iterator.remove();
      }
      return next.isEmpty() ? null : next;
    }
  }

  private void write(List<Waiting> all) {
    database.<@Nullable Void>transaction(
        connection -> {
          try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            for (Waiting one : all) {
              byte[] state = Snapshot.seal(one.key, one.place, one.digest, one.state.get());
              upsert.setString(1, one.place.entity());
              upsert.setLong(2, one.place.sequence());
              upsert.setInt(3, one.place.rules());
              upsert.setBytes(4, one.digest);
              upsert.setBytes(5, state);
              upsert.setString(6, one.place.entity());
              upsert.addBatch();
            }
            upsert.executeBatch();
          }
          return null;
        });
  }

  /** Snapshots that were written. */
  public long written() {
    return written.sum();
  }

  /** Snapshots that were let go. */
  public long dropped() {
    return dropped.sum();
  }

  /** Writes what waits, for ten seconds at most. */
  @Override
  public void close() {
    synchronized (waiting) {
      closed = true;
      waiting.notifyAll();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException early) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
