package io.zeitgeber.service.journal;

import io.zeitgeber.persistence.recovery.Recoveries;
import io.zeitgeber.persistence.recovery.Recovery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings participants back who are asked for at the same time with one query: a slice that touches
 * twenty thousand of them, asleep or new, would otherwise be as many round trips. Who is asked for
 * alone does not wait for others.
 */
final class RecoveriesTogether {
  /** Entries that are read at once, over all participants of a query: some 8 MB at most. */
  private static final int ENTRIES = 1_000;

  private static final int MOST = 128;
  private static final int READERS = 2;

  private final Recoveries recoveries;
  private final Executor blocking;
  private final ConcurrentLinkedQueue<Asked> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger readers = new AtomicInteger();

  RecoveriesTogether(Recoveries recoveries, Executor blocking) {
    this.recoveries = recoveries;
    this.blocking = blocking;
  }

  /**
   * What was read of a participant.
   *
   * @param full whether there may be more entries after these
   */
  record Read(Recovery recovery, boolean full) {}

  private record Asked(String entity, CompletableFuture<Read> answer) {}

  CompletableFuture<Read> of(String entity) {
    Asked asked = new Asked(entity, new CompletableFuture<>());
    waiting.add(asked);
    readMore();
    return asked.answer();
  }

  /** One reader more, if there is something to read and not all are at it. */
  private void readMore() {
    int now = readers.get();
    while (now < READERS && !waiting.isEmpty()) {
      if (readers.compareAndSet(now, now + 1)) {
        blocking.execute(this::readOn);
        return;
      }
      now = readers.get();
    }
  }

  private void readOn() {
    try {
      List<Asked> some = next();
      while (!some.isEmpty()) {
        read(some);
        some = next();
      }
    } finally {
      readers.decrementAndGet();
      readMore(); // for whoever came between the last look and this
    }
  }

  private List<Asked> next() {
    List<Asked> some = new ArrayList<>();
    @Nullable Asked next;
    while (some.size() < MOST && (next = waiting.poll()) != null) {
      some.add(next);
    }
    return some;
  }

  private void read(List<Asked> some) {
    int limit = Math.max(8, ENTRIES / (1 + some.size()));
    try {
      List<Recovery> read = recoveries.of(some.stream().map(Asked::entity).toList(), limit);
      for (int at = 0; at < some.size(); at++) {
        Recovery recovery = read.get(at);
        some.get(at).answer().complete(new Read(recovery, recovery.entries().size() == limit));
      }
    } catch (RuntimeException failed) {
      some.forEach(each -> each.answer().completeExceptionally(failed));
    }
  }
}
