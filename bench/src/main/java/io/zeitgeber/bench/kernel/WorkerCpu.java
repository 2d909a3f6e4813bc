package io.zeitgeber.bench.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * CPU time of the measuring thread for each operation: what other programs take of the cores, and
 * what the collector and the compiler do on threads of their own, is not in it.
 */
public final class WorkerCpu implements InternalProfiler {
  static final String LEAST = "cpu.least";
  static final String MEAN = "cpu.mean";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private long before;

  /** Made by JMH. */
  public WorkerCpu() {}

  @Override
  public String getDescription() {
    return "CPU time of the measuring thread";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = workers();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long operations = result.getMetadata().getAllOps();
    double nanos = operations == 0 ? Double.NaN : (double) (workers() - before) / operations;
    return List.of(
        new ScalarResult(LEAST, nanos, "ns/op", AggregationPolicy.MIN),
        new ScalarResult(MEAN, nanos, "ns/op", AggregationPolicy.AVG));
  }

  private static long workers() {
    long nanos = 0;
    for (long id : THREADS.getAllThreadIds()) {
      ThreadInfo thread = THREADS.getThreadInfo(id);
      if (thread != null && thread.getThreadName().contains("jmh-worker")) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(id));
      }
    }
    return nanos;
  }
}
