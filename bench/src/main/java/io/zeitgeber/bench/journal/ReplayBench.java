package io.zeitgeber.bench.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Spread;
import io.zeitgeber.persistence.replay.Account;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Range;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Verification;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How fast a journal is replayed with verification, on one core. */
@Command(
    name = "replay",
    description =
        "Chain, decode, step and compare every fact of a journal in memory, on one core, warm.",
    footer = {"", "Exit code 1: a fact that was derived again differs from the one journaled."})
public final class ReplayBench implements Callable<Integer> {
  @Option(
      names = "--samples",
      paramLabel = "N",
      converter = Count.class,
      defaultValue = "3M",
      description = "How many. Default: ${DEFAULT-VALUE}")
  private long samples = 3_000_000;

  @Option(
      names = "--per-entry",
      paramLabel = "N",
      defaultValue = "500",
      description = "Samples of an entry. Default: ${DEFAULT-VALUE}")
  private int each = 500;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "10",
      description = "The first half warms up. Default: ${DEFAULT-VALUE}")
  private int rounds = 10;

  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public ReplayBench() {}

  @Override
  public Integer call() {
    if (each < 1 || rounds < 1 || samples < each) {
      throw new ParameterException(output.commandLine(), "at least one entry, at least one round");
    }
    Recording recording =
        Recording.of("P1", "heart_rate", Math.toIntExact(samples / each * each), each);
    Replay replay = Replay.of(recording, recording.keys());
    int warm = rounds / 2;
    double[] wall = new double[rounds - warm];
    double[] cpu = new double[rounds - warm];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int round = 0; round < rounds; round++) {
      long began = System.nanoTime();
      long cpuBegan = threads.getCurrentThreadCpuTime();
      Account account = replay.one(recording.entity, Verification.of(Range.ALL), new Progress());
      double rate = account.samples() * 1e9 / (System.nanoTime() - began);
      double ofCpu = account.samples() * 1e9 / (threads.getCurrentThreadCpuTime() - cpuBegan);
      if (!account.isWell()) {
        output.progress("it differs: " + account.first());
        return 1;
      }
      if (round >= warm) {
        wall[round - warm] = rate;
        cpu[round - warm] = ofCpu;
      }
      output.progress("round %d: %s samples/s".formatted(round + 1, Figures.rate(rate)));
    }
    say(Spread.of(wall), Spread.of(cpu));
    return 0;
  }

  private void say(Spread wall, Spread cpu) {
    ObjectNode json = Output.object();
    json.put("samples", samples).put("samples_per_entry", each).put("rounds", rounds);
    json.set("samples_per_s", wall.json());
    json.set("samples_per_cpu_s", cpu.json());
    output.say(
        "Replay with verification, one core: %s samples/s, %s a second of CPU.\n%d samples of one participant, %d an entry, sealed; median (least–greatest) of the last %d of %d rounds."
            .formatted(Figures.rate(wall), Figures.rate(cpu), samples, each, wall.rounds(), rounds),
        json);
  }
}
