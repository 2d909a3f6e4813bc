package io.zeitgeber.bench.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.report.Output;
import java.util.Map;

/**
 * One run of one system.
 *
 * @param key the system's
 * @param steadyPerS records a second over the steady stretch
 * @param coldPerS records a second from the start of the process until all is visible
 * @param firstS seconds from the start of the process to the first progress
 * @param wholeS seconds from the start of the process until all is visible
 * @param cpuPerMillion CPU seconds for a million records over the whole run, by process
 * @param steadyCpuPerMillion the same over the steady stretch
 * @param peakBytes the most memory of its own, by process
 * @param verdict what it found
 */
public record Measured(
    String key,
    double steadyPerS,
    double coldPerS,
    double firstS,
    double wholeS,
    Map<String, Double> cpuPerMillion,
    Map<String, Double> steadyCpuPerMillion,
    Map<String, Long> peakBytes,
    Verdict verdict) {

  /** CPU seconds for a million records of all processes, broker and database included, steady. */
  public double steadyCpu() {
    return steadyCpuPerMillion.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The same over the whole run. */
  public double wholeCpu() {
    return cpuPerMillion.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Peak memory of all but the broker, bytes. */
  public double peak() {
    return peakBytes.entrySet().stream()
        .filter(process -> !process.getKey().equals("broker"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** As JSON. */
  public ObjectNode json() {
    ObjectNode node = Output.object();
    node.put("steady_records_per_s", steadyPerS).put("cold_records_per_s", coldPerS);
    node.put("first_s", firstS).put("whole_s", wholeS);
    node.set("cpu_s_per_million", Output.tree(cpuPerMillion));
    node.set("steady_cpu_s_per_million", Output.tree(steadyCpuPerMillion));
    node.set("peak_bytes", Output.tree(peakBytes));
    node.put("expected", verdict.expected()).put("found", verdict.found());
    node.put("missing", verdict.missing()).put("unexpected", verdict.unexpected());
    node.put("repeated", verdict.repeated()).put("right", verdict.isRight());
    return node;
  }
}
