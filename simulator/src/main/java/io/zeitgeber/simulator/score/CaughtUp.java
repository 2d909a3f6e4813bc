package io.zeitgeber.simulator.score;

import io.zeitgeber.simulator.cli.Failure;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.kafka.TopicNames;
import io.zeitgeber.simulator.kafka.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Waits until all that is in Kafka has been answered and written: receipts up to the ends of the
 * topics, every sink's position at the journal's end, and both still for a moment.
 */
final class CaughtUp {
  private static final long LOOK_NANOS = 500_000_000L;
  private static final long SAY_NANOS = 10_000_000_000L;

  /** What a recording brought last is put right half a minute after it ({@code deadlines.rest}). */
  private static final int STILL_LOOKS = 70;

  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final Shell shell;
  private final Topics topics;
  private final List<String> inputs;
  private final String alerts;
  private final Tables tables;

  CaughtUp(Shell shell, Topics topics, TopicNames names, Tables tables) {
    this.shell = shell;
    this.topics = topics;
    inputs = new ArrayList<>(names.observations());
    inputs.add(names.participants());
    alerts = names.alerts();
    this.tables = tables;
  }

  /** How far it is. */
  private record State(long unanswered, long unwritten, long journal, long alerts) {
    boolean sameAs(State other) {
      return unanswered == 0 && unwritten == 0 && equals(other);
    }
  }

  /**
   * Waits.
   *
   * @throws Failure when it takes longer than that, or a stop was requested
   */
  void await(long mostNanos) {
    long start = System.nanoTime();
    long said = start;
    State before = look();
    for (int still = 0; still < STILL_LOOKS; ) {
      if (shell.stop().await(LOOK_NANOS)) {
        throw Failure.outOfReach("Stopped while waiting for the instance to catch up.");
      }
      State now = patientLook();
      still = now.sameAs(before) ? still + 1 : 0;
      before = now;
      if (System.nanoTime() - said > SAY_NANOS) {
        said = System.nanoTime();
        shell.err().println("waiting: " + words(now));
      }
      if (System.nanoTime() - start > mostNanos) {
        throw Failure.outOfReach(
            "The instance has not caught up: "
                + words(now)
                + ".\n'--wait' takes a longer time; '--wait 0s' scores what is there.");
      }
    }
  }

  /** An instance that has answered and does not for a moment is waited for. */
  private State patientLook() {
    long start = System.nanoTime();
    while (true) {
      try {
        return look();
      } catch (Failure away) {
        if (System.nanoTime() - start > PATIENCE_NANOS || shell.stop().await(LOOK_NANOS)) {
          throw away;
        }
        shell.err().println("waiting: " + away.getMessage());
      }
    }
  }

  private static String words(State state) {
    if (state.unanswered() == 0 && state.unwritten() == 0) {
      return "all is read and written; half a minute for what the last upload brought late";
    }
    return state.unanswered()
        + " records are not answered yet, "
        + state.unwritten()
        + " journal entries not written to the tables";
  }

  private State look() {
    Map<String, Long> answered = new HashMap<>();
    tables.query(
        "select topic, partition, max(next) from zeitgeber.receipts group by topic, partition",
        row -> answered.put(row.getString(1) + '-' + row.getInt(2), row.getLong(3)));
    long unanswered = 0;
    for (Map.Entry<String, Long> end : topics.ends(inputs).entrySet()) {
      unanswered += Math.max(0, end.getValue() - answered.getOrDefault(end.getKey(), 0L));
    }
    long[] unwritten = new long[2];
    tables.query(
        """
        select (select count(*) from zeitgeber.sink_positions s join zeitgeber.journal j
                  on j.slice = s.slice and (j.generation, j.committed_in, j.ordering)
                                         > (s.generation, s.committed_in, s.ordering)),
               (select coalesce(max(ordering), 0) from zeitgeber.journal)""",
        row -> {
          unwritten[0] = row.getLong(1);
          unwritten[1] = row.getLong(2);
        });
    long told = topics.ends(List.of(alerts)).values().stream().mapToLong(e -> e).sum();
    return new State(unanswered, unwritten[0], unwritten[1], told);
  }
}
