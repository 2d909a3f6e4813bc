package io.zeitgeber.bench.cohort;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.cohort.CohortRow.Restart;
import io.zeitgeber.bench.latency.Arrivals;
import io.zeitgeber.bench.latency.Delays;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.load.Hearts;
import io.zeitgeber.bench.load.Layout;
import io.zeitgeber.bench.load.Span;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.process.Heap;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Measured;
import io.zeitgeber.bench.system.Metrics;
import io.zeitgeber.bench.system.Task;
import io.zeitgeber.bench.system.Trial;
import io.zeitgeber.bench.system.Zeitgeber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Cohorts of different sizes, the same number of records. */
@Command(
    name = "cohort",
    description = "1 k, 10 k and 100 k participants: throughput, latency, heap, rows, restart.",
    footer = {
      "",
      "For each size: catching up with --records; then live, --rate records a second of all together,",
      "the same for every size (100k is one a second of 100,000), for --live-for; then kill -9 with one",
      "record of everyone waiting, and a start: until ready, until the first entry is durable and its",
      "alerts can go out, until all records are. Exit code 1: an alert was wrong.",
      "",
      "Example:",
      "  ./zeitgeber bench cohort --sizes 1k,10k --records 1M --rate 10k --live-for 20s"
    })
public final class CohortCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final String ROWS = "zeitgeber_journal_rows_total";

  @Option(
      names = "--sizes",
      paramLabel = "N",
      split = ",",
      converter = Count.class,
      description = "Participants, one cohort after the other. Default: 1k,10k,100k")
  private List<Long> sizes = List.of(1_000L, 10_000L, 100_000L);

  @Option(
      names = "--records",
      paramLabel = "N",
      converter = Count.class,
      defaultValue = "12M",
      description = "To catch up with. Default: ${DEFAULT-VALUE}")
  private long records = 12_000_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      converter = Count.class,
      description = "Live records a second, all together. Default: 100k")
  private long rate = 100_000;

  @Option(
      names = "--live-for",
      paramLabel = "DURATION",
      converter = Span.class,
      description = "How long it is live. Default: 1m")
  private Duration liveFor = Duration.ofMinutes(1);

  @Mixin private Layout layout = new Layout();
  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public CohortCommand() {}

  @Override
  public Integer call() {
    List<CohortRow> rows = new ArrayList<>();
    try (Ground ground = Ground.make()) {
      for (long size : sizes) {
        rows.add(measure(ground, Math.toIntExact(size)));
      }
    }
    output.say(text(rows), json(rows));
    return output.exit(
        rows.stream().allMatch(row -> row.verdict().isRight())
            ? null
            : "alerts are wrong, as the last column says");
  }

  private CohortRow measure(Ground ground, int participants) {
    String name = "cohort-" + participants;
    Arrivals arrivals = new Arrivals();
    try (Feed feed =
        new Feed(
            ground.kafka(),
            name,
            new Hearts(participants, layout.seed()),
            layout.partitions(),
            5)) {
      feed.write(records);
      output.progress(name + ": wrote " + records + " records");
      Task task =
          new Task(
              name,
              ground.kafka(),
              feed.observations(),
              feed.participants(),
              layout.partitions(),
              ground.directory(name),
              false,
              arrivals);
      Zeitgeber zeitgeber = new Zeitgeber(ground.here(), 1);
      Looking looking = new Looking(feed, arrivals);
      Measured measured =
          new Trial(task, records, feed.truth(), ground.brokerPid(), LIMIT)
              .run(zeitgeber::start, zeitgeber, looking::look);
      CohortRow row = looking.row(participants, measured);
      output.progress(name + ": " + Figures.rate(measured.steadyPerS()) + "/s steady");
      return row;
    }
  }

  /** What is looked at when the cohort has caught up. */
  private final class Looking {
    private final Feed feed;
    private final Arrivals arrivals;
    private double rowsPerRecord;
    private long heapBytes;
    private long active;
    private Delays live = Delays.NONE;
    private Restart restart = new Restart(0, 0, 0, 0, 0);
    private Verdict verdict = new Verdict(0, 0, 1, 0, 0);

    private Looking(Feed feed, Arrivals arrivals) {
      this.feed = feed;
      this.arrivals = arrivals;
    }

    void look(Zeitgeber.Up up) {
      Metrics metrics = metrics(up);
      rowsPerRecord = metrics.sum(ROWS) / feed.sent();
      active = (long) metrics.sum("zeitgeber_participants_active");
      heapBytes = Heap.liveBytes(up.pids().getOrDefault("job", 0L));
      long from = feed.sent();
      output.progress("caught up; now live at " + rate + "/s for " + liveFor.toSeconds() + " s");
      feed.send((double) rate, liveFor);
      up.await("all committed", LIMIT, () -> up.committed() >= feed.sent());
      awaitAlerts(up);
      live = arrivals.delays(feed, from, feed.sent());
      output.progress("killed, and started again with a record of everyone waiting");
      restart = restart(up);
      awaitAlerts(up);
      verdict = Verdict.of(feed.truth().expected(), up.alerts());
    }

    private Restart restart(Zeitgeber.Up up) {
      feed.write(feed.truth().participants());
      up.crash();
      long begin = up.startedNanos();
      var _ = up.endpoints();
      double readyS = (System.nanoTime() - begin) / 1e9;
      up.await("the first durable", LIMIT, () -> metrics(up).sum(ROWS) > 0);
      double firstS = (System.nanoTime() - begin) / 1e9;
      up.await("all committed", LIMIT, () -> up.committed() >= feed.sent());
      double allS = (System.nanoTime() - begin) / 1e9;
      Metrics metrics = metrics(up);
      String recovery = "zeitgeber_participant_recovery_seconds";
      double mean = metrics.sum(recovery + "_sum") / Math.max(1, metrics.sum(recovery + "_count"));
      return new Restart(readyS, firstS, allS, mean * 1e3, metrics.quantile(recovery, 0.99) * 1e3);
    }

    private void awaitAlerts(Zeitgeber.Up up) {
      up.await(
          "every alert visible", LIMIT, () -> up.alertCount() >= feed.truth().expected().size());
    }

    private Metrics metrics(Zeitgeber.Up up) {
      return Metrics.of(up.endpoints().getFirst().path("http").asText());
    }

    CohortRow row(int participants, Measured measured) {
      return new CohortRow(
          participants, measured, rowsPerRecord, heapBytes, active, live, restart, verdict);
    }
  }

  private String text(List<CohortRow> rows) {
    Table table =
        new Table(
            "participants",
            "catching up, records/s",
            "CPU s per million",
            "journal rows/s",
            "heap",
            "a further participant",
            "live p50 ms",
            "p99 ms",
            "restart: ready s",
            "first s",
            "all s",
            "participants/s",
            "recovery ms, p99",
            "alerts");
    for (CohortRow row : rows) {
      Restart restart = row.restart();
      table.row(
          Integer.toString(row.participants()),
          Figures.rate(row.measured().steadyPerS()),
          Figures.of(row.measured().steadyCpu(), 2),
          Figures.rate(row.rowsPerS()),
          Figures.mebibytes((double) row.heapBytes()),
          each(row, rows.getFirst()),
          row.live().text(row.live().p50()),
          row.live().text(row.live().p99()),
          Figures.of(restart.readyS(), 1),
          Figures.of(restart.firstS(), 1),
          Figures.of(restart.allS(), 1),
          Figures.rate(row.recoveredPerS()),
          Figures.of(restart.recoveryMeanMs(), 1) + ", ≤ " + Figures.of(restart.recoveryP99Ms(), 0),
          row.verdict().isRight() ? "right" : "WRONG " + row.verdict());
    }
    return table
        + "\n%d records to catch up with; live %s records/s for %d s, all together. Restart: after kill -9, with\none record of everyone waiting; participants/s from when the node is ready, or answers first."
            .formatted(records, Figures.rate((double) rate), liveFor.toSeconds());
  }

  private static String each(CohortRow row, CohortRow smallest) {
    OptionalDouble bytes = row.heapBytesEach(smallest);
    return bytes.isPresent() ? Figures.of(bytes.getAsDouble() / 1024, 1) + " KiB" : "–";
  }

  private ObjectNode json(List<CohortRow> rows) {
    ObjectNode json = Output.object();
    json.put("records", records)
        .put("partitions", layout.partitions())
        .put("live_records_per_s", rate);
    json.put("live_for_s", liveFor.toSeconds()).put("seed", layout.seed());
    ArrayNode all = json.putArray("cohort");
    rows.forEach(row -> all.add(row.json(rows.getFirst())));
    return json;
  }
}
