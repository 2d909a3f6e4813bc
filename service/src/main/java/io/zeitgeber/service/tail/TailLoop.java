package io.zeitgeber.service.tail;

import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.service.cluster.LoopDaemon;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one slice of a source in commit order and hands it to a sink, which keeps its position in
 * its own transaction: what was handed on is never handed on again, and nothing is left out.
 *
 * @param <T> what the source holds
 */
final class TailLoop<T> implements LoopDaemon.Loop {
  private static final Logger log = LoggerFactory.getLogger(TailLoop.class);
  private static final long HOPE_NANOS = 200_000_000L;

  /** Something that is read in order, from a position on. */
  interface Source<T> {
    Page<T> after(Position position);

    /** Whether the source still has what lies at a position that was handed on once. */
    boolean holds(Position position);

    /** Returns when there may be something new, or after a while: whether the bell was rung. */
    boolean await(Duration atMost);
  }

  /**
   * @param end up to where the source was read: nothing was found where it is where it began, and
   *     where it is further on and there are no rows, none of them can be read
   */
  record Page<T>(List<T> rows, Position end) {}

  /** Where facts go. */
  interface Sink<T> extends AutoCloseable {
    /** Where the sink stands; asked once, before the first write. */
    Position position();

    /**
     * The source has gone back behind the sink's position, as after the restore of an older copy:
     * what comes now may have been handed on before, and is handed on only if it was not.
     */
    void rewound();

    /** Writes all of them and the position, or nothing. */
    void write(List<T> rows, Position from, Position to);

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
   *     yet, because an older transaction is still running
   * @param later how soon it looks again when nobody rings, as for what other nodes write
   */
  record Pace(Duration rest, Duration soon, Duration later) {}

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
      Position position = sink.position();
      if (!position.equals(Position.START) && !source.holds(position)) {
        log.warn("the source has gone back behind {}: nothing is handed on twice", position);
        sink.rewound();
      }
      long hopeUntilNanos = System.nanoTime();
      while (!stopping) {
        long began = System.nanoTime();
        Page<T> page = source.after(position);
        if (page.end().equals(position)) {
          boolean hope = began < hopeUntilNanos;
          if (source.await(hope ? pace.soon() : pace.later())) {
            hopeUntilNanos = System.nanoTime() + HOPE_NANOS;
          }
          continue;
        }
        hopeUntilNanos = began;
        sink.write(page.rows(), position, page.end());
        position = page.end();
        meter.written(page.rows().size(), System.nanoTime() - began);
        rest(began);
      }
    }
  }

  private void rest(long beganNanos) {
    long left = pace.rest().toNanos() - (System.nanoTime() - beganNanos);
    if (left > 0) {
      LockSupport.parkNanos(left);
    }
  }
}
