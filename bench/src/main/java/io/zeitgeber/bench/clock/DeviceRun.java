package io.zeitgeber.bench.clock;

import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.ClockSink;
import io.zeitgeber.participant.clock.ClockState;
import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.DeviceClock;
import io.zeitgeber.participant.clock.Rebased;
import io.zeitgeber.participant.clock.StampsEqual;
import io.zeitgeber.participant.clock.Stepped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One device through the clock model, as the service would run it: each sample is corrected when it
 * arrives; again, when a knot after it is final; and once more when a segment re-maps it.
 */
final class DeviceRun implements ClockSink {
  private static final long STEP_COUNTS_FROM = 400_000;
  private static final long FOUND_WITHIN = 72 * Trace.HOUR;

  private final Trace trace;
  private final DeviceClock clock;
  private final long floorPrior;
  private final Score score = new Score();
  private final List<Stepped> found = new ArrayList<>();
  private final long[] settled;
  private final int[] waiting;
  private int waits;
  private boolean finals;
  private long remapFrom = Long.MAX_VALUE;
  private final long[] firstAfterStep;

  private DeviceRun(Trace trace, ClockPolicy policy) {
    this.trace = trace;
    floorPrior = policy.floorPriorMicros();
    clock = new DeviceClock(ClockState.NONE, policy, this);
    settled = new long[trace.size];
    waiting = new int[trace.size];
    firstAfterStep = new long[trace.stepTruth.length];
    Arrays.fill(firstAfterStep, -1);
  }

  /** What came out, and the state that the device leaves behind. */
  record Outcome(Score score, ClockState state) {}

  static Outcome of(Trace trace, ClockPolicy policy, int days) {
    DeviceRun run = new DeviceRun(trace, policy);
    run.run();
    run.score.devices = 1;
    run.score.deviceWeeks = days / 7.0;
    run.score.samples = trace.size;
    return new Outcome(run.score, run.clock.freeze());
  }

  private void run() {
    int hint = 0;
    for (int at = 0; at < trace.size; at++) {
      while (hint < trace.hintDevice.length && trace.hintReceived[hint] <= trace.received[at]) {
        clock.hint(trace.hintDevice[hint], trace.hintReceived[hint], at);
        noteFirstAfterSteps(trace.hintReceived[hint], trace.hintReceived[hint]);
        hint++;
      }
      sample(at);
    }
    clock.tick(trace.received[trace.size - 1] + Trace.DAY);
    settleWaiting();
    for (int at = 0; at < trace.size; at++) {
      if (counts(at)) {
        long wrong = settled[at] - trace.truth[at];
        score.settled.add(wrong);
        score.excess.add(wrong - trace.floorMicros + floorPrior);
      }
    }
    matchSteps();
  }

  private void sample(int at) {
    long device = trace.device[at];
    long received = trace.received[at];
    clock.observe(device, received, at);
    long event = clock.eventMicros(device, received);
    settled[at] = event;
    waiting[waits++] = at;
    noteFirstAfterSteps(trace.truth[at], received);
    if (counts(at)) {
      judge(event - trace.truth[at], device);
      score.afterReceived += event > received ? 1 : 0;
    }
    remap(at);
  }

  private void judge(long wrong, long device) {
    score.online.add(wrong);
    score.judged++;
    score.covered += Math.abs(wrong) <= clock.uncertaintyMicros(device) ? 1 : 0;
    if (clock.confidence() == Confidence.GOOD) {
      score.good++;
      score.goodButWrong += Math.abs(wrong) > Trace.SECOND ? 1 : 0;
    }
  }

  private boolean counts(int at) {
    return trace.received[at] >= trace.warmUntil && !trace.corrupt[at];
  }

  /** What a recall would do: latest versions of what was re-mapped, and of what became final. */
  private void remap(int at) {
    if (remapFrom != Long.MAX_VALUE) {
      int from = Math.clamp(remapFrom, 0, at);
      remapFrom = Long.MAX_VALUE;
      settleFrom(from, at + 1);
    }
    if (finals) {
      finals = false;
      settleFinal(clock.finalThroughMicros());
    }
  }

  private void settleWaiting() {
    settleFinal(Long.MAX_VALUE);
  }

  private void settleFinal(long throughDevice) {
    int still = 0;
    for (int each = 0; each < waits; each++) {
      int at = waiting[each];
      if (trace.device[at] <= throughDevice) {
        settle(at);
      } else {
        waiting[still++] = at;
      }
    }
    waits = still;
  }

  /** All from an arrival on: those that were final wait again, for the segment's own knots. */
  private void settleFrom(int from, int until) {
    for (int at = from; at < until; at++) {
      settle(at);
    }
    int still = 0;
    for (int each = 0; each < waits; each++) {
      if (waiting[each] < from) {
        waiting[still++] = waiting[each];
      }
    }
    waits = still;
    for (int at = from; at < until; at++) {
      waiting[waits++] = at;
    }
  }

  private void settle(int at) {
    settled[at] = clock.latestMicros(trace.device[at], trace.received[at], at);
  }

  private void noteFirstAfterSteps(long truth, long received) {
    for (int step = 0; step < firstAfterStep.length; step++) {
      if (firstAfterStep[step] < 0 && truth >= trace.stepTruth[step]) {
        firstAfterStep[step] = received;
      }
    }
  }

  /** A segment is true when it was opened within 72 h of the first arrival after a true step. */
  private void matchSteps() {
    for (int step = 0; step < firstAfterStep.length; step++) {
      score.stepsTrue += countsStep(step) ? 1 : 0;
    }
    boolean[] used = new boolean[firstAfterStep.length];
    for (Stepped stepped : found) {
      int step = stepOf(stepped, used);
      if (step >= 0) {
        used[step] = true;
        if (countsStep(step)) {
          score.stepsFound++;
          score.detection.add(stepped.receivedMicros() - firstAfterStep[step]);
        }
      } else if (stepped.receivedMicros() > trace.warmUntil) {
        score.falseSegments++;
      }
    }
  }

  private boolean countsStep(int step) {
    return firstAfterStep[step] > trace.warmUntil
        && Math.abs(trace.stepMicros[step]) > STEP_COUNTS_FROM;
  }

  private int stepOf(Stepped stepped, boolean[] used) {
    for (int step = 0; step < used.length; step++) {
      long after = stepped.receivedMicros() - firstAfterStep[step];
      if (!used[step] && firstAfterStep[step] >= 0 && after >= 0 && after < FOUND_WITHIN) {
        return step;
      }
    }
    return -1;
  }

  @Override
  public void stepped(Stepped stepped) {
    remapFrom = Math.min(remapFrom, stepped.firstArrival());
    if (stepped.withdrawn() >= 0) {
      score.reopened++;
      return;
    }
    score.opened++;
    found.add(stepped);
  }

  @Override
  public void rebased(Rebased rebased) {
    score.rebased++;
    remapFrom = Math.min(remapFrom, rebased.firstArrival());
  }

  @Override
  public void confidenceChanged(ConfidenceChange change) {
    score.confidenceChanges++;
  }

  @Override
  public void stampsEqual(StampsEqual finding) {}

  @Override
  public void knotFinal(int segment, long deviceMicros, long offsetMicros) {
    finals = true;
  }
}
