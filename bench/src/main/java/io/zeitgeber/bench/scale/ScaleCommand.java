package io.zeitgeber.bench.scale;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.load.Cohort;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Measured;
import io.zeitgeber.bench.system.Task;
import io.zeitgeber.bench.system.Trial;
import io.zeitgeber.bench.system.Zeitgeber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One node and two on the same records and the same machine. */
@Command(
    name = "scale",
    description = "One node and two: what the second costs for each record.",
    footer = {
      "",
      "Both nodes share this machine, so two are not faster here: the figure to look at is CPU for",
      "each record, which on machines of their own is what a second node really costs.",
      "",
      "Example:",
      "  ./zeitgeber bench scale --records 4M"
    })
public final class ScaleCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final int PAPER_NODES = 10;

  @Option(
      names = "--records",
      paramLabel = "N",
      converter = Count.class,
      defaultValue = "10M",
      description = "How many. Default: ${DEFAULT-VALUE}")
  private long records = 10_000_000;

  @Mixin private Cohort cohort = new Cohort();
  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public ScaleCommand() {}

  @Override
  public Integer call() {
    List<Measured> runs = new ArrayList<>();
    try (Ground ground = Ground.make();
        Feed feed = new Feed(ground.kafka(), "scale", cohort, 20)) {
      feed.write(records);
      for (int nodes = 1; nodes <= 2; nodes++) {
        runs.add(measure(ground, feed, nodes));
      }
    }
    output.say(text(runs), json(runs));
    return output.exit(
        runs.stream().allMatch(run -> run.verdict().isRight())
            ? null
            : "alerts are wrong, as the last column says");
  }

  private Measured measure(Ground ground, Feed feed, int nodes) {
    String name = "scale-" + nodes;
    Task task =
        new Task(
            name,
            ground.kafka(),
            feed.observations(),
            feed.participants(),
            cohort.partitions(),
            ground.directory(name),
            false,
            (_, _) -> {});
    Measured measured =
        new Trial(task, records, feed.truth(), ground.brokerPid(), LIMIT)
            .run(new Zeitgeber(ground.here(), nodes));
    output.progress(nodes + " nodes: " + Figures.rate(measured.steadyPerS()) + "/s");
    return measured;
  }

  private static double nodesCpu(Measured run) {
    return run.steadyCpuPerMillion().entrySet().stream()
        .filter(process -> process.getKey().startsWith("job"))
        .mapToDouble(process -> process.getValue())
        .sum();
  }

  private String text(List<Measured> runs) {
    Table table =
        new Table("nodes", "steady records/s", "CPU s per million", "of it the nodes", "alerts");
    for (int i = 0; i < runs.size(); i++) {
      Measured run = runs.get(i);
      table.row(
          Integer.toString(i + 1),
          Figures.rate(run.steadyPerS()),
          Figures.of(run.steadyCpu(), 2),
          Figures.of(nodesCpu(run), 2),
          run.verdict().isRight() ? "right" : "WRONG " + run.verdict());
    }
    return table + paper(runs);
  }

  // The database's share is what all nodes have in common, so it says when one is not enough.
  private static String paper(List<Measured> runs) {
    Measured one = runs.getFirst();
    Measured two = runs.getLast();
    double database = one.steadyCpuPerMillion().getOrDefault("postgres", 0.0);
    double busyCores = one.steadyPerS() / 1e6 * database;
    return """

        The second node costs %s CPU s per million records more (%s times one node's own).
        On paper, %d nodes as busy as this one: at least %d partitions of each input topic, and
        PostgreSQL with %s busy cores, so as many shards as it takes to give it them.
        """
        .formatted(
            Figures.of(nodesCpu(two) - nodesCpu(one), 2),
            Figures.of(nodesCpu(two) / nodesCpu(one), 2),
            PAPER_NODES,
            PAPER_NODES * 2,
            Figures.of(busyCores * PAPER_NODES, 1));
  }

  private ObjectNode json(List<Measured> runs) {
    ObjectNode json = Output.object();
    json.put("records", records)
        .put("participants", cohort.participants())
        .put("partitions", cohort.partitions());
    ArrayNode all = json.putArray("scale");
    for (int i = 0; i < runs.size(); i++) {
      ObjectNode one = runs.get(i).json();
      all.add(one.put("nodes", i + 1).put("nodes_cpu_s_per_million", nodesCpu(runs.get(i))));
    }
    return json;
  }
}
