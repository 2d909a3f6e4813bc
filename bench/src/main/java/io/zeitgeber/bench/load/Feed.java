package io.zeitgeber.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A topic of hearts that grows: as fast as it can be written, or on a schedule that does not wait
 * for anyone. A record's place on the schedule is what latency is counted from, so that a system
 * that holds the sender up is not forgiven for it (no coordinated omission).
 */
public final class Feed implements AutoCloseable {
  private static final long NAP_NANOS = 500_000;

  private final String observations;
  private final String participants;
  private final Hearts hearts;
  private final Truth truth;
  private final Writing writing;
  private final List<Stretch> stretches = new ArrayList<>();
  private long sent;
  private long worstLateNanos;

  private record Stretch(long first, long end, long startNanos, double perSecond) {
    long scheduledNanos(long ordinal) {
      return startNanos + (long) ((ordinal - first) / perSecond * 1e9);
    }
  }

  /**
   * Makes the topics and enrols everyone.
   *
   * @param name of the topics: {@code NAME-observations} and {@code NAME-participants}
   * @param lingerMillis how long a record may wait in the producer for company
   */
  public Feed(String kafka, String name, Cohort cohort, int lingerMillis) {
    this(kafka, name, cohort.hearts(), cohort.partitions(), lingerMillis);
  }

  /**
   * Makes the topics and enrols everyone.
   *
   * @param hearts whose records it brings
   */
  public Feed(String kafka, String name, Hearts hearts, int partitions, int lingerMillis) {
    this.observations = name + "-observations";
    this.participants = name + "-participants";
    this.hearts = hearts;
    this.truth = new Truth(hearts);
    this.writing = new Writing(kafka, lingerMillis);
    writing.makeTopic(observations, partitions);
    writing.makeTopic(this.participants, 1);
    writing.enrol(this.participants, hearts);
  }

  /** The topic of records. */
  public String observations() {
    return observations;
  }

  /** The topic of enrolments. */
  public String participants() {
    return participants;
  }

  /** What must be found in all that was sent so far. */
  public Truth truth() {
    return truth;
  }

  /** How many records were sent. */
  public long sent() {
    return sent;
  }

  /** How much later than scheduled a record was ever handed to the producer. */
  public Duration worstLate() {
    return Duration.ofNanos(worstLateNanos);
  }

  /** Writes so many records at once. */
  public void write(long records) {
    writing.beats(observations, hearts, truth, records);
    sent += records;
  }

  /** Sends on schedule; returns when the last record was handed to the producer. */
  public void send(double perSecond, Duration duration) {
    long records = (long) (perSecond * duration.toNanos() / 1e9);
    Stretch stretch = new Stretch(sent, sent + records, System.nanoTime(), perSecond);
    stretches.add(stretch);
    while (sent < stretch.end) {
      long now = System.nanoTime();
      long due = stretch.scheduledNanos(sent);
      if (due > now) {
        nap(Math.min(due - now, NAP_NANOS));
        continue;
      }
      worstLateNanos = Math.max(worstLateNanos, now - due);
      one();
    }
    writing.flush();
  }

  private void one() {
    hearts.advance();
    truth.take();
    writing.send(observations, hearts.stampMillis(), hearts.key(), hearts.json());
    sent++;
  }

  private static void nap(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  /** When a record was scheduled, {@link System#nanoTime}; empty where it was written at once. */
  public OptionalLong scheduledNanos(long ordinal) {
    return stretches.stream()
        .filter(stretch -> ordinal >= stretch.first && ordinal < stretch.end)
        .mapToLong(stretch -> stretch.scheduledNanos(ordinal))
        .findFirst();
  }

  @Override
  public void close() {
    writing.close();
  }
}
