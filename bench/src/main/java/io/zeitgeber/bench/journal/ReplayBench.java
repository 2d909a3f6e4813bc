package io.zeitgeber.bench.journal;

import io.zeitgeber.persistence.replay.Account;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Range;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Verification;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast a journal is replayed with verification, on one core. */
@Command(
    name = "replay",
    description =
        "Chain, decode, step and compare every fact of a journal in memory, on one core, warm.")
public final class ReplayBench implements Callable<Integer> {
  private static final int ROUNDS = 10;

  @Option(names = "--samples", defaultValue = "3000000", description = "Default: 3,000,000")
  private int samples = 3_000_000;

  @Option(names = "--per-entry", defaultValue = "500", description = "Default: 500")
  private int each = 500;

  @Override
  public Integer call() {
    Recording recording = Recording.of("P1", "heart_rate", samples / each * each, each);
    Replay replay = Replay.of(recording, recording.keys());
    double best = 0;
    double bestOfCpu = 0;
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      long cpuBegan = threads.getCurrentThreadCpuTime();
      Account account = replay.one(recording.entity, Verification.of(Range.ALL), new Progress());
      double rate = account.samples() * 1e9 / (System.nanoTime() - began);
      double ofCpu = account.samples() * 1e9 / (threads.getCurrentThreadCpuTime() - cpuBegan);
      best = Math.max(best, rate);
      bestOfCpu = Math.max(bestOfCpu, ofCpu);
      if (!account.isWell()) {
        System.err.println("it differs: " + account.first());
        return 1;
      }
      System.err.println(String.format(Locale.ROOT, "round %d: %,.0f samples/s", round + 1, rate));
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "replay with verification, one core: %,.0f samples/s, %,.0f a second of CPU (best of %d;"
                + " %,d samples, %d an entry, sealed; load of the machine %.1f)",
            best,
            bestOfCpu,
            ROUNDS,
            samples,
            each,
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    return 0;
  }
}
