package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.cli.Progress;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.Speed;
import io.zeitgeber.simulator.kafka.Pace;
import io.zeitgeber.simulator.kafka.Sender;
import org.jspecify.annotations.Nullable;

/** Plays the plain cohort into Kafka. */
final class CohortRun {
  private final Shell shell;
  private final Cohort cohort;
  private final Plan plan;
  private final Speed speed;
  private final String participants;
  private final Sender sender;

  /**
   * @param participants the topic of enrolments
   */
  CohortRun(
      Shell shell, Cohort cohort, Plan plan, Speed speed, String participants, Sender sender) {
    this.shell = shell;
    this.cohort = cohort;
    this.plan = plan;
    this.speed = speed;
    this.participants = participants;
    this.sender = sender;
  }

  /** Sends everybody's enrolment. */
  void enrol() {
    for (Wearer wearer : cohort.wearers()) {
      sender.send(
          participants,
          null,
          plan.startMicros() / 1000,
          wearer.key(),
          cohort.enrolment(wearer).value());
      if (shell.stop().requested() || sender.broken()) {
        break;
      }
    }
    sender.flush();
  }

  /** Sends what is recorded, at its pace. */
  void play(Route route, Tally tally, @Nullable Truth truth) {
    long enrolled = sender.acknowledged();
    long expected = plan.endless() ? Progress.UNKNOWN : cohort.expectedRecords();
    Pace pace = new Pace(speed, dueNowMillis(), shell.stop());
    tally.start();
    try (Progress _ =
        Progress.of(shell, "simulate", expected, () -> sender.acknowledged() - enrolled)) {
      cohort.record(
          new Cohort.Outlet() {
            @Override
            public boolean due(long stampMicros) {
              return pace.await(stampMillis(stampMicros)) && !sender.broken();
            }

            @Override
            public void read(Watch watch, long atMicros) {
              if (truth != null) {
                truth.heartRate(watch, atMicros, watch.lastBpm());
              }
            }

            @Override
            public void take(Wearer wearer, long stampMicros, byte[] value) {
              route.send(sender, wearer, stampMillis(stampMicros), value);
              tally.sent(stampMicros);
            }
          });
      sender.flush();
    }
    tally.end(sender.acknowledged() - enrolled);
  }

  /** What is due as playing begins: live, what was due while we connected and enrolled, too. */
  private long dueNowMillis() {
    long startMillis = plan.startMicros() / 1000;
    long now = System.currentTimeMillis();
    boolean live = speed.factor() == 1 && now >= startMillis && now - startMillis < 60_000;
    return live ? now : startMillis;
  }

  /** Rounded up: nothing is received before it was measured. */
  private static long stampMillis(long stampMicros) {
    return Math.ceilDiv(stampMicros, 1000L);
  }
}
