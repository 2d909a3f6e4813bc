package io.zeitgeber.bench.peers;

import io.zeitgeber.bench.load.Cohort;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Hearts;
import io.zeitgeber.bench.load.Truth;
import io.zeitgeber.bench.load.Writing;
import io.zeitgeber.bench.process.Installation;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.system.Contestant;
import io.zeitgeber.bench.system.Contestants;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Knobs;
import io.zeitgeber.bench.system.Measured;
import io.zeitgeber.bench.system.Task;
import io.zeitgeber.bench.system.Trial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The same job on every system, one after the other, several rounds in turn. */
@Command(
    name = "peers",
    description = "Zeitgeber, Kafka Streams and Flink on the same records and the same job.",
    footer = {
      "",
      "One broker, one topic of JSON heart-rate records, written once. Each system then reads it from",
      "the beginning in processes of its own: rolling and tumbling minute of each participant's",
      "device, personal threshold, alerts to a topic. A time counts only when the alerts are exactly",
      "those that the rule demands. Exit code 1: a system's alerts were wrong.",
      "",
      "Examples:",
      "  ./zeitgeber bench peers --json peers.json --svg docs/peers.svg",
      "  ./zeitgeber bench peers --records 1M --rounds 1 --only zeitgeber,flink_heap_1s"
    })
public final class PeersCommand implements Callable<Integer> {
  private static final String OBSERVATIONS = "observations";
  private static final String PARTICIPANTS = "participants";
  private static final long SLOWEST_PER_S = 10_000;
  private static final long START_S = 300;

  @Option(
      names = "--records",
      paramLabel = "N",
      converter = Count.class,
      defaultValue = "10M",
      description = "How many. Default: ${DEFAULT-VALUE}")
  private long records = 10_000_000;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "3")
  private int rounds = 3;

  @Option(
      names = "--only",
      paramLabel = "KEY",
      split = ",",
      description = "Only these systems, by their keys in the JSON.")
  private List<String> only = List.of();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of Zeitgeber's, such as zeitgeber.ingest.slice-bytes=1MiB.")
  private Map<String, String> settings = Map.of();

  @Option(names = "--svg", paramLabel = "FILE", description = "The steady figures as a picture.")
  private @Nullable Path svg;

  @Mixin private Cohort cohort = new Cohort();
  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public PeersCommand() {}

  @Override
  public Integer call() throws IOException {
    Standing standing;
    output.known(
        only,
        Contestants.all(Installation.find(), Knobs.NONE).stream().map(Contestant::key).toList());
    try (Ground ground = Ground.make()) {
      Truth truth = write(ground);
      List<Contestant> contestants =
          Contestants.all(ground.here(), new Knobs(settings)).stream()
              .filter(one -> only.isEmpty() || only.contains(one.key()))
              .toList();
      standing =
          new Standing(contestants, records, cohort.participants(), cohort.partitions(), truth);
      for (int round = 1; round <= rounds; round++) {
        for (Contestant contestant : contestants) {
          standing.add(measure(ground, contestant, round, truth));
        }
      }
    }
    output.say(standing.text(), standing.json());
    if (svg != null) {
      Files.writeString(svg, standing.svg(), StandardCharsets.UTF_8);
    }
    return output.exit(standing.isRight() ? null : "a system's alerts are wrong");
  }

  private Truth write(Ground ground) {
    Hearts hearts = cohort.hearts();
    Truth truth = new Truth(hearts);
    long begin = System.nanoTime();
    try (Writing writing = new Writing(ground.kafka(), 20)) {
      writing.makeTopic(OBSERVATIONS, cohort.partitions());
      writing.makeTopic(PARTICIPANTS, 1);
      writing.enrol(PARTICIPANTS, hearts);
      writing.beats(OBSERVATIONS, hearts, truth, records);
    }
    output.progress(
        "wrote %d records of %d participants in %s s; the rule demands %d alerts"
            .formatted(
                records,
                cohort.participants(),
                Figures.of((System.nanoTime() - begin) / 1e9, 1),
                truth.expected().size()));
    return truth;
  }

  private Measured measure(Ground ground, Contestant contestant, int round, Truth truth) {
    String name = "bench-" + contestant.key().replace('_', '-') + "-" + round;
    Path directory = ground.directory(name);
    Task task =
        new Task(
            name,
            ground.kafka(),
            OBSERVATIONS,
            PARTICIPANTS,
            cohort.partitions(),
            directory,
            false,
            (_, _) -> {});
    Duration limit = Duration.ofSeconds(START_S + records / SLOWEST_PER_S);
    Measured measured = new Trial(task, records, truth, ground.brokerPid(), limit).run(contestant);
    Ground.delete(directory);
    Map<String, String> said = new LinkedHashMap<>();
    said.put("steady", Figures.rate(measured.steadyPerS()) + "/s");
    said.put("cold", Figures.rate(measured.coldPerS()) + "/s");
    said.put("CPU s/M", Figures.of(measured.steadyCpu(), 2));
    said.put("alerts", measured.verdict().isRight() ? "right" : "WRONG " + measured.verdict());
    output.progress("round " + round + ", " + contestant.title() + ": " + said);
    return measured;
  }
}
