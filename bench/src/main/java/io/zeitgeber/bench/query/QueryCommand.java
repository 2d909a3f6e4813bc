package io.zeitgeber.bench.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.latency.Live;
import io.zeitgeber.bench.load.Cohort;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.load.Stretch;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Zeitgeber;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast a participant's state is answered while records stream in. */
@Command(
    name = "query",
    description = "GetParticipant over gRPC, open loop, beside a running ingest.",
    footer = {
      "",
      "Calls are begun on schedule, whether others were answered or not; delays are counted from the",
      "schedule: no coordinated omission. The clients run on the same machine.",
      "",
      "Example:",
      "  ./zeitgeber bench query --calls 2000 --rate 350k"
    })
public final class QueryCommand implements Callable<Integer> {
  /** After the last record; whether ingest has caught up by then is said, and fails nothing. */
  private static final Duration SETTLE = Duration.ofSeconds(45);

  @Option(
      names = "--calls",
      paramLabel = "N",
      converter = Count.class,
      description = "GetParticipant calls a second. Default: 2000")
  private long calls = 2_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      converter = Count.class,
      description =
          "Records a second meanwhile. Default: 350k, half of what two cores sustain with the sender"
              + " on them")
  private long rate = 350_000;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "That the calls come over, in turn. Default: 4")
  private int connections = 4;

  @Option(
      names = "--goal-ms",
      paramLabel = "MS",
      description = "Of the 99th percentile; missed is exit 1. Default: 5")
  private double goalMs = 5;

  @Mixin private Cohort cohort = new Cohort();
  @Mixin private Stretch stretch = new Stretch();
  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public QueryCommand() {}

  /** What was measured; whether ingest had everything within {@link #SETTLE} of the last record. */
  private record Measured(
      Asking.Answers answers, boolean caughtUp, Duration behind, Duration feedLate) {}

  @Override
  public Integer call() throws InterruptedException {
    Measured measured;
    try (Ground ground = Ground.make();
        Feed feed = new Feed(ground.kafka(), "query", cohort, 0);
        Live<Zeitgeber.Up> live =
            Live.begin(
                ground,
                "query",
                feed,
                cohort.partitions(),
                new Zeitgeber(ground.here(), 1)::start)) {
      measured = measure(feed, live);
    }
    output.say(text(measured), json(measured));
    double p99 = measured.answers.micros().getValueAtPercentile(99) / 1e3;
    return output.exit(
        measured.answers.failed() == 0
            ? p99 <= goalMs
                ? null
                : "p99 is %s ms, the goal %s ms"
                    .formatted(Figures.of(p99, 1), Figures.of(goalMs, 1))
            : measured.answers.failed() + " calls failed");
  }

  private Measured measure(Feed feed, Live<Zeitgeber.Up> live) throws InterruptedException {
    String target = live.running().endpoints().getFirst().path("grpc").asText();
    try (Asking asking =
            new Asking(
                target, connections, cohort.participants(), cohort.seed(), cohort.hearts()::id);
        ExecutorService feeding = Executors.newSingleThreadExecutor()) {
      Future<?> records =
          feeding.submit(() -> feed.send((double) rate, stretch.warmUp().plus(stretch.measured())));
      var _ = asking.run((double) calls, stretch.warmUp());
      output.progress("warm; measuring for " + stretch.measured().toSeconds() + " s");
      Asking.Answers answers = asking.run((double) calls, stretch.measured());
      // A sender that could not keep its schedule would go on for as long as it is late.
      if (records.isDone()) {
        records.get();
      } else {
        records.cancel(true);
        feeding.shutdown();
        var _ = feeding.awaitTermination(10, TimeUnit.SECONDS);
      }
      boolean caughtUp = live.caughtUp(SETTLE);
      return new Measured(answers, caughtUp, caughtUp ? live.behind() : SETTLE, feed.worstLate());
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
  }

  private String text(Measured measured) {
    Histogram micros = measured.answers.micros();
    Table table =
        new Table(
            "calls/s",
            "records/s",
            "answered",
            "failed",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "p99.9 ms",
            "most ms",
            "caller late ms");
    table.row(
        Figures.rate((double) calls),
        Figures.rate((double) rate),
        Long.toString(micros.getTotalCount()),
        Long.toString(measured.answers.failed()),
        millis(micros, 50),
        millis(micros, 90),
        millis(micros, 99),
        millis(micros, 99.9),
        Figures.of(micros.getMaxValue() / 1e3, 1),
        Figures.of(measured.answers.worstLateMicros() / 1e3, 1));
    String failure = measured.answers.failure();
    return table
        + "\nIngest was %s%s s behind at the end; its sender at most %s ms late.%s"
            .formatted(
                measured.caughtUp ? "" : "more than ",
                Figures.of(measured.behind.toMillis() / 1e3, 1),
                measured.feedLate.toMillis(),
                failure.isEmpty() ? "" : " The first failure: " + failure);
  }

  private static String millis(Histogram micros, double percentile) {
    return Figures.of(micros.getValueAtPercentile(percentile) / 1e3, 1);
  }

  private ObjectNode json(Measured measured) {
    Histogram micros = measured.answers.micros();
    ObjectNode json = Output.object();
    json.put("calls_per_s", calls)
        .put("records_per_s", rate)
        .put("participants", cohort.participants());
    json.put("connections", connections).put("for_s", stretch.measured().toSeconds());
    json.put("answered", micros.getTotalCount()).put("failed", measured.answers.failed());
    json.put("p50_ms", micros.getValueAtPercentile(50) / 1e3);
    json.put("p90_ms", micros.getValueAtPercentile(90) / 1e3);
    json.put("p99_ms", micros.getValueAtPercentile(99) / 1e3);
    json.put("p999_ms", micros.getValueAtPercentile(99.9) / 1e3);
    json.put("max_ms", micros.getMaxValue() / 1e3);
    json.put("caller_late_ms", measured.answers.worstLateMicros() / 1e3);
    json.put("caught_up", measured.caughtUp);
    return json.put("behind_s", measured.behind.toMillis() / 1e3);
  }
}
