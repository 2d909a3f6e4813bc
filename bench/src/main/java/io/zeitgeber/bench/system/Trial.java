package io.zeitgeber.bench.system;

import io.zeitgeber.bench.load.Truth;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.process.Meter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One system on a topic that is full already, from the start of its process until everything is
 * committed and every alert is visible.
 *
 * <p>Steady is the same stretch for all: from the record that is half of all to the one at 95 %. A
 * system's progress is what its last stage has dealt with, for Zeitgeber what is committed; so the
 * peers are ahead by what their next checkpoint will commit.
 */
public final class Trial {
  private static final double STEADY_FROM = 0.50;
  private static final double STEADY_TO = 0.95;
  private static final long EVERY_MILLIS = 20;
  private static final long QUIET_MILLIS = 500;

  private final Task task;
  private final long records;
  private final Truth truth;
  private final long brokerPid;
  private final Duration limit;

  /**
   * @param records in the topic
   * @param truth of these records
   * @param brokerPid whose CPU counts too
   * @param limit after which it is given up
   */
  public Trial(Task task, long records, Truth truth, long brokerPid, Duration limit) {
    this.task = task;
    this.records = records;
    this.truth = truth;
    this.brokerPid = brokerPid;
    this.limit = limit;
  }

  /** Runs it and stops it. */
  public Measured run(Contestant contestant) {
    return run(contestant::start, contestant, _ -> {});
  }

  /**
   * Runs it, looks at it while it still runs, and stops it.
   *
   * @param starter how it is started
   * @param <R> its running form
   */
  public <R extends Contestant.Running> Measured run(
      Function<Task, R> starter, Contestant contestant, Consumer<R> look) {
    try (R running = starter.apply(task)) {
      long begin = running.startedNanos();
      Map<String, Long> pids = new LinkedHashMap<>(running.pids());
      pids.put("broker", brokerPid);
      try (Meter meter = Meter.start(pids)) {
        Curve curve = new Curve();
        curve.add(begin, 0);
        long end = await(contestant, running, curve, begin);
        Infrastructure.pause(QUIET_MILLIS);
        Measured measured = measured(contestant, running, meter, curve, begin, end);
        look.accept(running);
        return measured;
      }
    }
  }

  private long await(Contestant contestant, Contestant.Running running, Curve curve, long begin) {
    long alerts = contestant.saysAlerts() ? truth.expected().size() : 0;
    while (running.committed() < records || running.alertCount() < alerts) {
      curve.add(System.nanoTime(), Math.min(records, running.progress()));
      running.mustBeAlive();
      if (System.nanoTime() - begin > limit.toNanos()) {
        throw new IllegalStateException(
            "%s did not end within %s: %d of %d records committed, %d of %d alerts visible"
                .formatted(
                    contestant.title(),
                    limit,
                    running.committed(),
                    records,
                    running.alertCount(),
                    alerts));
      }
      Infrastructure.pause(EVERY_MILLIS);
    }
    long end = System.nanoTime();
    curve.add(end, records);
    return end;
  }

  private Measured measured(
      Contestant contestant,
      Contestant.Running running,
      Meter meter,
      Curve curve,
      long begin,
      long end) {
    double from = records * STEADY_FROM;
    double to = records * STEADY_TO;
    double millions = records / 1e6;
    Map<String, Double> cpu = meter.cpuSeconds(begin, end);
    Map<String, Double> steady = meter.cpuSeconds(curve.nanosAt(from), curve.nanosAt(to));
    cpu.replaceAll((_, seconds) -> seconds / millions);
    steady.replaceAll((_, seconds) -> seconds / millions / (STEADY_TO - STEADY_FROM));
    return new Measured(
        contestant.key(),
        curve.perSecond(from, to),
        records / ((end - begin) / 1e9),
        (curve.firstNanos() - begin) / 1e9,
        (end - begin) / 1e9,
        cpu,
        steady,
        meter.peakBytes(),
        contestant.saysAlerts()
            ? Verdict.of(truth.expected(), running.alerts())
            : counted(running.found()));
  }

  // A floor finds every record and the sum of their values, or it has not read them.
  private Verdict counted(Contestant.Found found) {
    boolean right = found.records() == records && found.sum() == truth.sum();
    return new Verdict(0, 0, right ? 0 : 1, 0, 0);
  }
}
