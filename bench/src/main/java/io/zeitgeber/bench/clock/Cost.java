package io.zeitgeber.bench.clock;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.ClockState;
import io.zeitgeber.participant.clock.DeviceClock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/** What the clock model costs: time a sample on one thread, memory a device. */
final class Cost {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int PASSES = 7;
  private static final int COPIES = 6_000;

  private Cost() {}

  /** CPU nanoseconds a sample, observed and corrected; the best of several passes. */
  static double nanosPerSample(List<Trace> traces) {
    double best = Double.MAX_VALUE;
    long samples = traces.stream().mapToLong(trace -> trace.size).sum();
    long check = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      long before = THREADS.getCurrentThreadCpuTime();
      for (Trace trace : traces) {
        check += through(trace);
      }
      best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - before) / (double) samples);
    }
    if (check == 42) {
      throw new IllegalStateException("the sum of all times is not 42");
    }
    return best;
  }

  private static long through(Trace trace) {
    DeviceClock clock = new DeviceClock(ClockState.NONE, ClockPolicy.MODELLED, Silent.SINK);
    long check = 0;
    int hint = 0;
    for (int at = 0; at < trace.size; at++) {
      long received = trace.received[at];
      while (hint < trace.hintDevice.length && trace.hintReceived[hint] <= received) {
        clock.hint(trace.hintDevice[hint], trace.hintReceived[hint], at);
        hint++;
      }
      clock.observe(trace.device[at], received, at);
      check += clock.eventMicros(trace.device[at], received);
    }
    return check;
  }

  /** Heap bytes a device, of the states that devices have left behind. */
  static long bytesPerDevice(List<ClockState> states) {
    List<byte[]> written = states.stream().map(Cost::bytes).toList();
    List<ClockState> copies = new ArrayList<>(COPIES);
    long before = used();
    for (int copy = 0; copy < COPIES; copy++) {
      byte[] bytes = written.get(copy % written.size());
      copies.add(ClockState.read(new CanonicalReader(bytes)));
    }
    long bytes = (used() - before) / copies.size();
    return copies.isEmpty() ? 0 : bytes;
  }

  private static byte[] bytes(ClockState state) {
    CanonicalWriter to = new CanonicalWriter();
    state.write(to);
    return to.toBytes();
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int time = 0; time < 3; time++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
