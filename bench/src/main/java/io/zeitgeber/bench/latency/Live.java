package io.zeitgeber.bench.latency;

import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.system.Contestant;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Infrastructure;
import io.zeitgeber.bench.system.Task;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A system that runs while its topic grows.
 *
 * @param <R> its running form
 */
public final class Live<R extends Contestant.Running> implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final long EVERY_MILLIS = 20;

  private final Feed feed;
  private final Arrivals arrivals = new Arrivals();
  private final R running;
  private final Path directory;
  private Duration behind = Duration.ZERO;

  /** Starts a system on a topic. */
  @FunctionalInterface
  public interface Starter<R extends Contestant.Running> {
    /** Starts it. */
    R start(Task task);
  }

  private Live(Ground ground, String name, Feed feed, int partitions, Starter<R> starter) {
    this.feed = feed;
    this.directory = ground.directory(name);
    this.running =
        starter.start(
            new Task(
                name,
                ground.kafka(),
                feed.observations(),
                feed.participants(),
                partitions,
                directory,
                true,
                arrivals));
  }

  /**
   * Starts a system, feeds it one second of everyone, and returns when that is behind it: from then
   * on it is up, and knows everyone.
   */
  public static <R extends Contestant.Running> Live<R> begin(
      Ground ground, String name, Feed feed, int partitions, Starter<R> starter) {
    Live<R> live = new Live<>(ground, name, feed, partitions, starter);
    try {
      feed.write(feed.truth().participants());
      var _ = live.awaitCommitted(START_LIMIT);
      return live;
    } catch (RuntimeException failed) {
      live.close();
      throw failed;
    }
  }

  /** The system. */
  public R running() {
    return running;
  }

  /** The topic. */
  public Feed feed() {
    return feed;
  }

  /** Delays of the alerts of these records. */
  public Delays delays(long from, long to) {
    return arrivals.delays(feed, from, to);
  }

  /**
   * Waits until all that was sent is behind it; how long that took.
   *
   * @throws IllegalStateException where it takes longer than the limit
   */
  public Duration awaitCommitted(Duration limit) {
    if (!caughtUp(limit)) {
      throw new IllegalStateException(
          running.committed() + " of " + feed.sent() + " records behind it after " + limit);
    }
    return behind;
  }

  /** Waits until all that was sent is behind it; false where that takes longer than the limit. */
  public boolean caughtUp(Duration limit) {
    long begin = System.nanoTime();
    while (running.committed() < feed.sent()) {
      running.mustBeAlive();
      if (System.nanoTime() - begin > limit.toNanos()) {
        return false;
      }
      Infrastructure.pause(EVERY_MILLIS);
    }
    behind = Duration.ofNanos(System.nanoTime() - begin);
    return true;
  }

  /** How long the last wait took. */
  public Duration behind() {
    return behind;
  }

  /** Waits until every alert is visible, at most so long, and compares. */
  public Verdict verdict(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    long demanded = feed.truth().expected().size();
    while (running.alertCount() < demanded && System.nanoTime() < end) {
      running.mustBeAlive();
      Infrastructure.pause(EVERY_MILLIS);
    }
    return Verdict.of(feed.truth().expected(), running.alerts());
  }

  @Override
  public void close() {
    running.close();
    Ground.delete(directory);
  }
}
