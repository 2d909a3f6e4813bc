package io.zeitgeber.bench.kernel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.load.Span;
import io.zeitgeber.bench.process.Installation;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The kernels, each by JMH. */
@Command(
    name = "kernels",
    description =
        "Decode, step, window, clock and codec alone: time and allocation a sample (JMH).",
    footer = {
      "",
      "One thread, a Java machine of its own for each, samples like those of `bench peers`. Short"
          + " by",
      "default, about three minutes: for figures to compare, take --rounds 10 --forks 3 on a quiet",
      "machine. On a busy one the least of the rounds says more than their mean; CPU time leaves"
          + " out",
      "what other programs take of the cores.",
      "",
      "Examples:",
      "  ./zeitgeber bench kernels",
      "  ./zeitgeber bench kernels --only step,encode.sealed --rounds 10 --forks 3"
    })
public final class KernelsCommand implements Callable<Integer> {
  private static final String PACKAGE = KernelsCommand.class.getPackageName();

  // Compiled in the foreground: where cores are scarce, the compiler would come too late.
  private static final List<String> JAVA =
      Stream.concat(Installation.PEER_OPTIONS.stream(), Stream.of("-Xbatch")).toList();

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these: a kernel (step) or one way of it (encode.sealed).")
  private List<String> only = List.of();

  @Option(
      names = "--each",
      paramLabel = "N",
      split = ",",
      description = "Only these numbers of samples a batch: 16, 64, 256.")
  private List<Integer> each = List.of();

  @Option(names = "--rounds", paramLabel = "N", description = "Measured rounds. Default: 4")
  private int rounds = 4;

  @Option(names = "--warm-up", paramLabel = "N", description = "Rounds before. Default: 3")
  private int warmUp = 3;

  @Option(names = "--for", paramLabel = "DURATION", converter = Span.class)
  private Duration round = Duration.ofMillis(500);

  @Option(names = "--forks", paramLabel = "N", description = "Java machines each. Default: 1")
  private int forks = 1;

  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public KernelsCommand() {}

  @Override
  public Integer call() throws RunnerException {
    List<RunResult> results = new ArrayList<>();
    for (String pattern : only.isEmpty() ? List.of("") : only) {
      results.addAll(run(pattern));
    }
    if (results.isEmpty()) {
      throw new ParameterException(output.commandLine(), "no kernel is called " + only);
    }
    output.say(text(results), json(results));
    return 0;
  }

  private Collection<RunResult> run(String name) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include(pattern(name));
    if (!each.isEmpty()) {
      options.param("each", each.stream().map(String::valueOf).toArray(String[]::new));
    }
    Options all =
        options
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .warmupIterations(warmUp)
            .warmupTime(TimeValue.milliseconds(round.toMillis()))
            .measurementIterations(rounds)
            .measurementTime(TimeValue.milliseconds(round.toMillis()))
            .forks(forks)
            .threads(1)
            .jvmArgs(JAVA.toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .addProfiler(WorkerCpu.class)
            .verbosity(VerboseMode.SILENT)
            .build();
    return new Runner(all).run();
  }

  // step → StepKernel.*, encode.sealed → EncodeKernel.sealed.
  private static String pattern(String name) {
    if (name.isEmpty()) {
      return PACKAGE.replace(".", "\\.") + "\\.";
    }
    String[] words = name.split("\\.", 2);
    String kernel = Character.toUpperCase(words[0].charAt(0)) + words[0].substring(1) + "Kernel";
    String way = words.length == 1 ? "" : words[1] + "$";
    return (PACKAGE + "." + kernel + ".").replace(".", "\\.") + way;
  }

  private static String name(RunResult result) {
    String full = result.getParams().getBenchmark().substring(PACKAGE.length() + 1);
    String plain = full.replace("Kernel.", ".");
    return Character.toLowerCase(plain.charAt(0)) + plain.substring(1);
  }

  private static String setting(RunResult result) {
    return String.join(
        ", ",
        result.getParams().getParamsKeys().stream()
            .map(key -> key + " " + result.getParams().getParam(key))
            .toList());
  }

  private static double figure(RunResult result, String name) {
    Result<?> figure = result.getSecondaryResults().get(name);
    return figure == null ? Double.NaN : figure.getScore();
  }

  private static double leastWall(RunResult result) {
    return result.getPrimaryResult().getStatistics().getMin();
  }

  private String text(List<RunResult> results) {
    Table table =
        new Table(
            "kernel",
            "setting",
            "CPU ns a sample, least",
            "mean",
            "wall ns, least",
            "allocated, B a sample");
    for (RunResult result : results) {
      table.row(
          name(result),
          setting(result),
          Figures.of(figure(result, WorkerCpu.LEAST), 1),
          Figures.of(figure(result, WorkerCpu.MEAN), 1),
          Figures.of(leastWall(result), 1),
          Figures.of(figure(result, ALLOCATED), 1));
    }
    return table
        + "\nOne thread; %d round(s) of %d ms in %d Java machine(s), after %d to warm up. CPU: of the measuring thread alone.\nJava machine: %s"
            .formatted(rounds, round.toMillis(), forks, warmUp, JAVA);
  }

  private ObjectNode json(List<RunResult> results) {
    ObjectNode json = Output.object();
    json.put("rounds", rounds).put("round_ms", round.toMillis());
    json.put("forks", forks).put("warm_up_rounds", warmUp);
    ArrayNode all = json.putArray("kernels");
    for (RunResult result : results) {
      ObjectNode one = all.addObject().put("kernel", name(result));
      for (String key : result.getParams().getParamsKeys()) {
        one.put(key, result.getParams().getParam(key));
      }
      one.put("cpu_ns_per_sample_least", figure(result, WorkerCpu.LEAST));
      one.put("cpu_ns_per_sample", figure(result, WorkerCpu.MEAN));
      one.put("wall_ns_per_sample_least", leastWall(result));
      one.put("bytes_allocated_per_sample", figure(result, ALLOCATED));
    }
    return json;
  }
}
