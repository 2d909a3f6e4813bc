package io.zeitgeber.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the journal's writing threads. It connects before it takes, so that while the database is
 * away everything waits in the queue, whose bound the callers feel.
 */
final class JournalWriting implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriting.class);

  /** A connection that was idle for so long is tried before entries are risked on it. */
  private static final long PROBE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int PROBE_SECONDS = 2;

  /** Of a transaction that has enough rows the cost of having one does not show any more. */
  private static final int ENOUGH_ROWS = 64;

  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final DataSource dataSource;
  private final JournalWriterSettings settings;
  private final WriteQueue queue;
  private final JournalWriter.Counts counts;
  private final Runnable onCommitted;
  private final LongConsumer writeMicros;
  private final JournalTable table = new JournalTable();
  private @Nullable Connection connection;
  private int generation;
  private long usedAtNanos;
  private long beganNanos;

  JournalWriting(
      DataSource dataSource,
      JournalWriterSettings settings,
      WriteQueue queue,
      JournalWriter.Counts counts,
      Runnable onCommitted,
      LongConsumer writeMicros) {
    this.dataSource = dataSource;
    this.settings = settings;
    this.queue = queue;
    this.counts = counts;
    this.onCommitted = onCommitted;
    this.writeMicros = writeMicros;
  }

  @Override
  public void run() {
    List<WriteGroup> groups = List.of();
    try {
      do {
        connected();
        groups = next();
        write(connected(), groups);
      } while (!groups.isEmpty());
    } catch (InterruptedException stopped) {
      JournalUnavailable unwritten = new JournalUnavailable("stopped", stopped);
      groups.forEach(group -> group.durable().completeExceptionally(unwritten));
    } finally {
      disconnect();
    }
  }

  private List<WriteGroup> next() throws InterruptedException {
    gather();
    List<WriteGroup> taken =
        queue.take(settings.maxTransactionBytes(), settings.maxTransactionRows());
    beganNanos = System.nanoTime();
    return taken;
  }

  private void write(Connection to, List<WriteGroup> groups) {
    if (groups.isEmpty()) {
      return;
    }
    long startedNanos = System.nanoTime();
    Map<WriteGroup, RefusedRow> refused;
    try {
      refused = write(to, groups, generation);
    } catch (SQLException | RuntimeException failure) {
      counts.failed(failure);
      LOG.warn("Journal write failed, its outcome is unknown: {}", failure.getMessage());
      disconnect();
      JournalUnavailable unknown =
          new JournalUnavailable("the write's outcome is unknown", failure);
      groups.forEach(group -> group.durable().completeExceptionally(unknown));
      return;
    }
    usedAtNanos = System.nanoTime();
    writeMicros.accept(TimeUnit.NANOSECONDS.toMicros(usedAtNanos - startedNanos));
    tell(groups, refused);
  }

  private Map<WriteGroup, RefusedRow> write(Connection to, List<WriteGroup> groups, int as)
      throws SQLException {
    try {
      table.copy(to, as, groups);
      to.commit();
      return Map.of();
    } catch (SQLException failure) {
      if (!JournalTable.isOfTheRow(failure) && !JournalTable.isOfOthers(failure)) {
        throw failure;
      }
      to.rollback();
      Map<WriteGroup, RefusedRow> refused = table.insert(to, as, groups);
      to.commit();
      return refused;
    }
  }

  private void tell(List<WriteGroup> groups, Map<WriteGroup, RefusedRow> refused) {
    counts.transactions.increment();
    counts.trouble = null;
    for (WriteGroup group : groups) {
      if (refused.containsKey(group)) {
        counts.refused.add(group.entries().size());
      } else {
        counts.rows.add(group.entries().size());
        group.entries().forEach(entry -> counts.bytes.add(entry.payload().length));
      }
    }
    try {
      onCommitted.run();
    } catch (RuntimeException failure) {
      LOG.error("The tail could not be woken", failure);
    }
    for (WriteGroup group : groups) {
      @Nullable RefusedRow refusal = refused.get(group);
      if (refusal == null) {
        group.durable().complete(null);
      } else {
        group.durable().completeExceptionally(refusal);
      }
    }
  }

  /** A connection that works as far as one can tell; tries until there is one, or the end. */
  private Connection connected() throws InterruptedException {
    if (connection != null && System.nanoTime() - usedAtNanos > PROBE_AFTER_NANOS) {
      probe(connection);
    }
    long pauseMillis = settings.minBackoff().toMillis();
    while (connection == null) {
      try {
        connection = connect();
      } catch (SQLException | RuntimeException failure) {
        counts.failed(failure);
        LOG.warn(
            "No connection for the journal, next try in {} ms: {}",
            pauseMillis,
            failure.getMessage());
        if (queue.isClosed()) {
          throw new InterruptedException("closed while the database was away");
        }
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
        pauseMillis = Math.min(pauseMillis * 2, settings.maxBackoff().toMillis());
      }
    }
    return connection;
  }

  private void probe(Connection idle) {
    try {
      if (idle.isValid(PROBE_SECONDS)) {
        idle.rollback();
        usedAtNanos = System.nanoTime();
        return;
      }
    } catch (SQLException dead) {
      LOG.debug("An idle connection is dead", dead);
    }
    disconnect();
  }

  private Connection connect() throws SQLException {
    Connection fresh = dataSource.getConnection();
    try {
      fresh.setAutoCommit(false);
      generation = Generations.check(fresh);
      fresh.commit();
      usedAtNanos = System.nanoTime();
      return fresh;
    } catch (SQLException | RuntimeException failure) {
      fresh.close();
      throw failure;
    }
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException dead) {
        LOG.debug("A lost connection could not be closed", dead);
      }
      connection = null;
    }
  }

  /**
   * Where there is more to write than is written, a transaction waits a little for company: with
   * few rows each, beginning and committing them is most of the work. Whoever comes alone does not
   * wait.
   */
  private void gather() {
    long until = beganNanos + GATHER_NANOS;
    while (queue.rows() > 0 && queue.rows() < ENOUGH_ROWS && !queue.isClosed()) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(Math.min(left, LOOK_NANOS));
    }
  }
}
