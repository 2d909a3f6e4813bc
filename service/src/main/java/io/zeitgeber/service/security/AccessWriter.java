package io.zeitgeber.service.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.persistence.access.Access;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the access log: reads in batches, within half a second; a write at once, and whoever
 * answers it waits. While the database is away lines wait; when no more fit, nothing is answered
 * that would have to be logged.
 */
final class AccessWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessWriter.class);
  private static final int MOST_WAITING = 50_000;
  private static final int MOST_AT_ONCE = 5_000;
  private static final Duration LINGER = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BACK_OFF = Duration.ofMillis(500);

  /** A line, and who waits for it. */
  private record Waiting(Access line, @Nullable CompletableFuture<Boolean> written) {}

  private final Consumer<List<Access>> table;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Counter written;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * @param table makes lines durable, all or none
   */
  AccessWriter(Consumer<List<Access>> table, MeterRegistry meters) {
    this.table = table;
    this.written =
        Counter.builder("zeitgeber.access.logged")
            .description("Lines of the access log made durable")
            .register(meters);
    Gauge.builder("zeitgeber.access.waiting", queue, BlockingQueue::size)
        .description("Lines of the access log that wait to be written; at most " + MOST_WAITING)
        .register(meters);
    this.thread = Thread.ofPlatform().name("access-log").daemon().start(this::run);
  }

  /** Whether a few more lines fit. */
  boolean hasRoom() {
    return queue.remainingCapacity() > MOST_AT_ONCE && !closing;
  }

  /** To be written soon; what no longer fits is told to the node's log. */
  void soon(List<Access> lines) {
    for (Access line : lines) {
      if (!queue.offer(new Waiting(line, null))) {
        log.error("the access log is full: {} {} was not logged", line.action(), line.method());
      }
    }
  }

  /** Returns when they are durable, or says that they are not. */
  boolean now(List<Access> lines) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    try {
      for (int at = 0; at < lines.size(); at++) {
        // Lines are written in their order: the last one's turn is after all the others'.
        Waiting next = new Waiting(lines.get(at), at == lines.size() - 1 ? done : null);
        if (!queue.offer(next, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
      return done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException late) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>();
    while (!closing || !queue.isEmpty()) {
      try {
        gather(batch);
        if (!batch.isEmpty()) {
          write(batch);
        }
        batch.clear();
      } catch (InterruptedException stop) {
        // Goes on until the queue is empty.
        closing = true;
      }
    }
  }

  private void gather(List<Waiting> batch) throws InterruptedException {
    long end = System.nanoTime() + LINGER.toNanos();
    while (batch.size() < MOST_AT_ONCE) {
      long left = closing ? 0 : end - System.nanoTime();
      Waiting next = queue.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      batch.add(next);
      if (next.written() != null) {
        queue.drainTo(batch, MOST_AT_ONCE - batch.size());
        return;
      }
    }
  }

  private void write(List<Waiting> batch) {
    List<Access> lines = batch.stream().map(Waiting::line).toList();
    while (true) {
      try {
        table.accept(lines);
        written.increment(lines.size());
        batch.forEach(each -> complete(each, true));
        return;
      } catch (RuntimeException away) {
        log.warn("the access log cannot be written; {} lines wait", queue.size() + lines.size());
        if (closing) {
          batch.forEach(each -> complete(each, false));
          log.error("{} lines of the access log were not written", lines.size(), away);
          return;
        }
        LockSupport.parkNanos(BACK_OFF.toNanos());
      }
    }
  }

  private static void complete(Waiting waiting, boolean durable) {
    CompletableFuture<Boolean> future = waiting.written();
    if (future != null) {
      future.complete(durable);
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
