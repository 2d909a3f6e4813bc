package io.zeitgeber.bench.knobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.latency.Arrivals;
import io.zeitgeber.bench.latency.Delays;
import io.zeitgeber.bench.load.Cohort;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.load.Span;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Journal;
import io.zeitgeber.bench.system.Measured;
import io.zeitgeber.bench.system.Task;
import io.zeitgeber.bench.system.Trial;
import io.zeitgeber.bench.system.Zeitgeber;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The price of each knob. */
@Command(
    name = "knobs",
    description = "What settings cost and bring: throughput, CPU, latency, bytes.",
    footer = {
      "",
      "For each knob a node of its own: it catches up with --records, then takes --rate records a",
      "second for --for. Knobs: shipped, slice-1MiB, slice-32MiB, workers-1, linger-100ms,"
          + " writers-1,",
      "not-durable. What sealing, the chain and compression cost is in `bench kernels`: they cannot"
          + " be",
      "switched off. Exit code 1: an alert was wrong.",
      "",
      "Example:",
      "  ./zeitgeber bench knobs --only shipped,linger-100ms --records 2M"
    })
public final class KnobsCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @Option(
      names = "--records",
      paramLabel = "N",
      converter = Count.class,
      description = "To catch up with. Default: 5M")
  private long records = 5_000_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      converter = Count.class,
      description = "Live records a second. Default: 10k")
  private long rate = 10_000;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = Span.class,
      description = "How long it is live. Default: 30s")
  private Duration duration = Duration.ofSeconds(30);

  @Option(
      names = "--only",
      paramLabel = "KNOB",
      split = ",",
      description = "Only these, by their names below.")
  private List<String> only = List.of();

  @Mixin private Cohort cohort = new Cohort();
  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public KnobsCommand() {}

  @Override
  public Integer call() {
    output.known(only, Stream.of(Knob.values()).map(knob -> knob.key).toList());
    List<KnobRow> rows = new ArrayList<>();
    try (Ground ground = Ground.make()) {
      for (Knob knob : Knob.values()) {
        if (only.isEmpty() || only.contains(knob.key)) {
          rows.add(measure(ground, knob));
          output.progress(knob.title + ": " + rows.getLast().live());
        }
      }
    }
    output.say(text(rows), json(rows));
    return output.exit(
        rows.stream().allMatch(row -> row.verdict().isRight())
            ? null
            : "alerts are wrong, as the last column says");
  }

  private KnobRow measure(Ground ground, Knob knob) {
    Arrivals arrivals = new Arrivals();
    Path directory = ground.directory(knob.key);
    output.progress(knob.title + ": " + records + " records to catch up with");
    try (Feed feed = new Feed(ground.kafka(), knob.key, cohort, 0)) {
      feed.write(records);
      Task task =
          new Task(
              knob.key,
              ground.kafka(),
              feed.observations(),
              feed.participants(),
              cohort.partitions(),
              directory,
              false,
              arrivals);
      Zeitgeber zeitgeber = new Zeitgeber(ground.here(), 1, knob.knobs());
      Living living = new Living(feed, arrivals);
      Measured measured =
          new Trial(task, records, feed.truth(), ground.brokerPid(), LIMIT)
              .run(zeitgeber::start, zeitgeber, living::look);
      return living.row(knob, measured);
    } finally {
      Ground.delete(directory);
    }
  }

  /** The live stretch, when the backlog is gone. */
  private final class Living {
    private final Feed feed;
    private final Arrivals arrivals;
    private Journal behind = new Journal(0, 0, 0, 0);
    private Journal lived = behind;
    private Delays live = Delays.NONE;
    private Verdict verdict = new Verdict(0, 0, 1, 0, 0);

    private Living(Feed feed, Arrivals arrivals) {
      this.feed = feed;
      this.arrivals = arrivals;
    }

    void look(Zeitgeber.Up up) {
      behind = Journal.of(up.url());
      long from = feed.sent();
      output.progress("caught up; now live at " + rate + "/s for " + duration.toSeconds() + " s");
      feed.send((double) rate, duration);
      up.await("all committed", LIMIT, () -> up.committed() >= feed.sent());
      up.await(
          "every alert visible", LIMIT, () -> up.alertCount() >= feed.truth().expected().size());
      live = arrivals.delays(feed, from, feed.sent());
      lived = Journal.of(up.url());
      verdict = Verdict.of(feed.truth().expected(), up.alerts());
    }

    KnobRow row(Knob knob, Measured measured) {
      return new KnobRow(knob, measured, behind, live, lived, verdict);
    }
  }

  private String text(List<KnobRow> rows) {
    Table table = KnobRow.table();
    rows.forEach(row -> row.row(table));
    return table
        + "\n%d records of %d participants to catch up with, %d partitions; then live %s records/s for %d s."
            .formatted(
                records,
                cohort.participants(),
                cohort.partitions(),
                Figures.rate((double) rate),
                duration.toSeconds())
        + "\nIn brackets what ships. Bytes: of the payloads; PostgreSQL adds about 110 a row.";
  }

  private ObjectNode json(List<KnobRow> rows) {
    ObjectNode json = Output.object();
    json.put("records", records)
        .put("participants", cohort.participants())
        .put("partitions", cohort.partitions());
    json.put("live_records_per_s", rate)
        .put("live_for_s", duration.toSeconds())
        .put("seed", cohort.seed());
    ArrayNode all = json.putArray("knobs");
    rows.forEach(row -> all.add(row.json()));
    return json;
  }
}
