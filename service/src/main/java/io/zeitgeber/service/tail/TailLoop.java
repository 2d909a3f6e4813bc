package io.zeitgeber.service.tail;

import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import io.zeitgeber.service.cluster.LoopDaemon;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads some slices of a source in commit order and hands them to a sink, which keeps its positions
 * in its own transaction: what was handed on is never handed on again, and nothing is left out.
 *
 * @param <T> what the source holds
 */
final class TailLoop<T> implements LoopDaemon.Loop {
  private static final Logger log = LoggerFactory.getLogger(TailLoop.class);
  private static final long HOPE_NANOS = 200_000_000L;
  private static final long MOST_REST_NANOS = 100_000_000L;

  /** Something that is read in order, from where one has come. */
  interface Source<T> {
    Page<T> after(Reached reached);

    /**
     * Whether the source still has what lies at a position that was handed on once. Slices that are
     * read together share a position, which is that of one entry of any of them.
     */
    boolean holds(Position position);

    /** Returns when there may be something new, or after a while: whether the bell was rung. */
    boolean await(Duration atMost);
  }

  /**
   * @param end the position of the last that was read; where that is none, the least of before
   */
  record Page<T>(List<T> rows, Position end) {}

  /** Where facts go. */
  interface Sink<T> extends AutoCloseable {
    /** Where the sink stands; asked once, before the first write. */
    Reached reached();

    /**
     * The source has gone back behind the sink's position, as after the restore of an older copy:
     * what comes now may have been handed on before, and is handed on only if it was not.
     */
    void rewound();

    /** Writes all of them and the positions, or nothing. */
    void write(List<T> rows, Reached from, Position to);

    @Override
    void close();
  }

  private final Source<T> source;
  private final Supplier<Sink<T>> sinks;
  private final TailMeter meter;
  private final Pace pace;
  private volatile boolean stopping;

  /**
   * How often a loop reads.
   *
   * @param rest the least time between two reads that found something: larger transactions where
   *     nobody waits
   * @param soon how soon it looks again after the bell was rung for something that cannot be read
   *     yet, because an older transaction is still running; then each time after twice as long
   * @param few so many rows at a time are handed on without a longer rest than the least: somebody
   *     may wait for them
   * @param later how soon it looks again when nobody rings, as for what other nodes write
   */
  record Pace(Duration rest, int few, Duration soon, Duration later) {}

  TailLoop(Source<T> source, Supplier<Sink<T>> sinks, TailMeter meter, Pace pace) {
    this.source = source;
    this.sinks = sinks;
    this.meter = meter;
    this.pace = pace;
  }

  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try (Sink<T> sink = sinks.get()) {
      Reached reached = sink.reached();
      if (hasGoneBack(reached)) {
        log.warn("the source has gone back behind {}: nothing is handed on twice", reached);
        sink.rewound();
      }
      Patience patience = new Patience(pace);
      while (!stopping) {
        long began = System.nanoTime();
        Page<T> page = source.after(reached);
        if (!page.rows().isEmpty()) {
          sink.write(page.rows(), reached, page.end());
          meter.written(page.rows().size(), System.nanoTime() - began);
          patience.found();
          rest(began, page.rows().size());
        } else if (page.end().equals(reached.least())) {
          patience.waited(source.await(patience.next()));
        }
        reached = reached.to(page.end());
      }
    }
  }

  private boolean hasGoneBack(Reached reached) {
    return reached.bySlice().values().stream()
        .distinct()
        .anyMatch(position -> !position.equals(Position.START) && !source.holds(position));
  }

  /** How long to wait before looking again. */
  private static final class Patience {
    private final Pace pace;
    private long hopeUntilNanos = System.nanoTime();
    private Duration soon;

    Patience(Pace pace) {
      this.pace = pace;
      this.soon = pace.soon();
    }

    void found() {
      hopeUntilNanos = System.nanoTime();
    }

    Duration next() {
      if (System.nanoTime() >= hopeUntilNanos) {
        return pace.later();
      }
      Duration now = soon;
      soon = soon.multipliedBy(2);
      return now.compareTo(pace.later()) < 0 ? now : pace.later();
    }

    void waited(boolean rung) {
      if (rung) {
        hopeUntilNanos = System.nanoTime() + HOPE_NANOS;
        soon = pace.soon();
      }
    }
  }

  // As long as the last page took: under load fewer and larger transactions, at most half the time.
  private void rest(long beganNanos, int rows) {
    long took = System.nanoTime() - beganNanos;
    long least = pace.rest().toNanos() - took;
    long left = rows <= pace.few() ? least : Math.max(least, Math.min(took, MOST_REST_NANOS));
    if (left > 0) {
      LockSupport.parkNanos(left);
    }
  }
}
