package io.zeitgeber.persistence.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries durable. A few threads each take all that waits and write it in one transaction, so
 * that one commit serves many participants; the more there is to do, the more a commit serves.
 *
 * <p>The journal's primary key is the last guard against two writers of one participant. Where a
 * transaction fails for what is in it, its entries are written one by one in another transaction
 * before anyone is told, so that one refused entry fails nobody else's.
 */
public final class JournalWriter implements AutoCloseable {
  private static final Duration TROUBLE_LASTS = Duration.ofSeconds(45);

  private final WriteQueue queue;
  private final List<Thread> threads = new ArrayList<>();
  private final Counts counts = new Counts();

  /**
   * Starts the threads; they connect by themselves and go on trying.
   *
   * @param onCommitted called after each commit, on the thread that wrote: wakes the tail
   * @param writeMicros told how long each transaction took
   */
  public JournalWriter(
      DataSource dataSource,
      JournalWriterSettings settings,
      Runnable onCommitted,
      LongConsumer writeMicros) {
    this.queue = new WriteQueue(settings.maxQueuedBytes());
    for (int number = 1; number <= settings.writers(); number++) {
      JournalWriting writing =
          new JournalWriting(dataSource, settings, queue, counts, onCommitted, writeMicros);
      threads.add(Thread.ofPlatform().name("journal-writer-" + number).daemon().start(writing));
    }
  }

  /** {@link #write(List, UUID)} of one entry. */
  public CompletableFuture<Void> write(StoredEntry entry, UUID writer) {
    return write(List.of(entry), writer);
  }

  /**
   * Writes entries together or not at all. Waits while the queue is full.
   *
   * @param writer incarnation of the actor that brings them
   * @return completes on a writing thread once they are durable; fails with {@link RefusedRow}
   *     where the database refuses them, with {@link JournalUnavailable} where the outcome is
   *     unknown
   */
  public CompletableFuture<Void> write(List<StoredEntry> entries, UUID writer) {
    if (entries.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    WriteGroup group = WriteGroup.of(entries, writer);
    try {
      if (!queue.put(group)) {
        group.durable().completeExceptionally(new JournalUnavailable("closed", null));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      group.durable().completeExceptionally(new JournalUnavailable("interrupted", interrupted));
    }
    return group.durable();
  }

  /** Rows that were committed. */
  public long rowsWritten() {
    return counts.rows.sum();
  }

  /** Bytes of payloads that were committed. */
  public long bytesWritten() {
    return counts.bytes.sum();
  }

  /** Transactions that were committed. */
  public long transactions() {
    return counts.transactions.sum();
  }

  /** Rows that the database refused. */
  public long rowsRefused() {
    return counts.refused.sum();
  }

  /** Transactions whose outcome is unknown, and failed attempts to connect. */
  public long failures() {
    return counts.failures.sum();
  }

  /**
   * What the database said when it would not write, as when its disk is full; nothing once it has
   * written since. Who is not answered asks again within half a minute: an older failure says
   * nothing about now.
   */
  public Optional<String> trouble() {
    @Nullable Trouble last = counts.trouble;
    return last == null || System.nanoTime() - last.atNanos() > TROUBLE_LASTS.toNanos()
        ? Optional.empty()
        : Optional.of(last.what());
  }

  /** Bytes that wait to be written. */
  public long bytesQueued() {
    return queue.bytes();
  }

  /** Rows that wait to be written. */
  public int rowsQueued() {
    return queue.rows();
  }

  /**
   * Takes nothing more, writes what waits, and stops. What can't be written within ten seconds
   * fails with {@link JournalUnavailable}.
   */
  @Override
  public void close() {
    queue.close();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
      } catch (InterruptedException early) {
        interrupted = true;
      }
      thread.interrupt();
    }
    failWaiting();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void failWaiting() {
    try {
      for (WriteGroup group : queue.take(Long.MAX_VALUE, Integer.MAX_VALUE)) {
        group.durable().completeExceptionally(new JournalUnavailable("closed", null));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the writing threads have done so far. */
  static final class Counts {
    final LongAdder rows = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder transactions = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder failures = new LongAdder();
    volatile @Nullable Trouble trouble;

    void failed(Throwable failure) {
      failures.increment();
      trouble = new Trouble(String.valueOf(failure.getMessage()), System.nanoTime());
    }
  }

  /** A failure that no success has followed. */
  record Trouble(String what, long atNanos) {}
}
