package io.zeitgeber.bench.system;

import io.zeitgeber.bench.load.Alert;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A system that can be given the job. */
public interface Contestant {
  /** Its key in the JSON report. */
  String key();

  /** What it is called in tables. */
  String title();

  /** How it is set up, in a sentence: what the report says beside its figures. */
  String setup();

  /** Whether it says alerts; a floor only reads. */
  boolean saysAlerts();

  /** Starts it on a topic that is there already. */
  Running start(Task task);

  /** What it found, when it ends by itself; nothing for a system that says alerts. */
  record Found(long records, long sum) {
    /** Nothing counted. */
    public static final Found NOTHING = new Found(0, 0);
  }

  /** It runs. */
  interface Running extends AutoCloseable {
    /** How often it is looked at while waiting. */
    long EVERY_MILLIS = 10;

    /** Its processes by what they are called in the report, all that work for it alone. */
    Map<String, Long> pids();

    /** When its first process was started, {@link System#nanoTime}; its database ran before. */
    long startedNanos();

    /** How many records it has dealt with; never goes back. */
    long progress();

    /** How many records are behind it for good: committed, or read by a floor. */
    long committed();

    /** Each alert that a read_committed reader has seen so far, and how often. */
    Map<Alert, Integer> alerts();

    /** How many alerts a read_committed reader has seen so far. */
    long alertCount();

    /** What a floor counted. */
    Found found();

    /** Fails when one of its processes has ended. */
    void mustBeAlive();

    /**
     * Waits until something is so.
     *
     * @param what for the message
     * @throws IllegalStateException where it is not within the limit, or a process has ended
     */
    default void await(String what, Duration limit, BooleanSupplier done) {
      long end = System.nanoTime() + limit.toNanos();
      while (!done.getAsBoolean()) {
        mustBeAlive();
        if (System.nanoTime() > end) {
          throw new IllegalStateException(
              "not so within %s: %s; %d records committed, %d alerts visible"
                  .formatted(limit, what, committed(), alertCount()));
        }
        Infrastructure.pause(EVERY_MILLIS);
      }
    }

    @Override
    void close();
  }
}
