package io.zeitgeber.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.load.Span;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Contestant;
import io.zeitgeber.bench.system.Contestants;
import io.zeitgeber.bench.system.Ground;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Alert latency of all systems, at equal rates and at shares of what each sustains. */
@Command(
    name = "latency",
    description = "From a record's scheduled send to its alert before a read_committed reader.",
    footer = {
      "",
      "Delays are counted from the schedule, not from when the producer got to it: no coordinated",
      "omission. Flink's exactly-once delay is its checkpoint interval by design: its transactions",
      "become visible with the checkpoint. The peers' at-least-once is there as a line to compare.",
      "",
      "Examples:",
      "  ./zeitgeber bench latency --rates 10k,500k",
      "  ./zeitgeber bench latency --sustained peers.json --shares 10,50,80"
    })
public final class LatencyCommand implements Callable<Integer> {
  private static final Duration SETTLE = Duration.ofMinutes(1);

  @Option(
      names = "--rates",
      paramLabel = "N",
      split = ",",
      converter = Count.class,
      description = "Records a second, the same for all systems. Default: 10k,500k")
  private List<Long> rates = List.of(10_000L, 500_000L);

  @Option(
      names = "--sustained",
      paramLabel = "FILE",
      description =
          "What `bench peers --json FILE` wrote: adds --shares of each system's steady rate.")
  private @Nullable Path sustained;

  @Option(
      names = "--shares",
      paramLabel = "PERCENT",
      split = ",",
      description = "Of the sustained rate. Default: 10,50,80")
  private List<Integer> shares = List.of(10, 50, 80);

  @Option(names = "--warm-up", converter = Span.class, paramLabel = "DURATION")
  private Duration warmUp = Duration.ofSeconds(20);

  @Option(names = "--for", converter = Span.class, paramLabel = "DURATION")
  private Duration duration = Duration.ofMinutes(1);

  @Option(names = "--participants", paramLabel = "N")
  private int participants = 1000;

  @Option(names = "--partitions", paramLabel = "N")
  private int partitions = 8;

  @Option(names = "--seed", paramLabel = "N")
  private long seed = 1;

  @Option(names = "--only", paramLabel = "KEY", split = ",")
  private List<String> only = List.of();

  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public LatencyCommand() {}

  private record Row(
      Contestant contestant, double perSecond, Delays delays, Duration late, Verdict verdict) {}

  @Override
  public Integer call() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    try (Ground ground = Ground.make()) {
      for (Contestant contestant : Contestants.forLatency(ground.here())) {
        if (!only.isEmpty() && !only.contains(contestant.key())) {
          continue;
        }
        for (Map.Entry<String, Double> rate : rates(contestant).entrySet()) {
          String name = contestant.key().replace('_', '-') + "-" + rate.getKey();
          measure(ground, name, contestant, rate.getValue()).ifPresent(row -> rows.put(name, row));
        }
      }
    }
    output.say(text(rows), json(rows));
    return rows.values().stream().allMatch(row -> row.verdict.isRight()) ? 0 : 1;
  }

  private Map<String, Double> rates(Contestant contestant) throws IOException {
    Map<String, Double> all = new LinkedHashMap<>();
    Optional<Double> most = most(contestant);
    for (long rate : rates) {
      if (most.isEmpty() || rate <= most.get()) {
        all.put(rate + "-per-s", (double) rate);
      } else {
        output.progress(contestant.title() + " does not sustain " + rate + "/s: left out");
      }
    }
    most.ifPresent(
        sustainable ->
            shares.forEach(share -> all.put(share + "-percent", sustainable * share / 100)));
    return all;
  }

  private Optional<Double> most(Contestant contestant) throws IOException {
    if (sustained == null) {
      return Optional.empty();
    }
    JsonNode steady = new ObjectMapper().readTree(sustained.toFile()).path("steady_records_per_s");
    JsonNode rate = steady.path(contestant.key().replace("_at_least_once", ""));
    return rate.isNumber() ? Optional.of(rate.asDouble()) : Optional.empty();
  }

  // A system that cannot keep up has no latency at that rate: said, and left out.
  private Optional<Row> measure(
      Ground ground, String name, Contestant contestant, double perSecond) {
    try (Feed feed = new Feed(ground.kafka(), name, participants, partitions, seed, 0);
        Live<Contestant.Running> live =
            Live.begin(ground, name, feed, partitions, contestant::start)) {
      feed.send(perSecond, warmUp);
      long from = feed.sent();
      feed.send(perSecond, duration);
      Duration behind = live.awaitCommitted(SETTLE.plus(duration));
      Verdict verdict = live.verdict(SETTLE);
      Row row =
          new Row(contestant, perSecond, live.delays(from, feed.sent()), feed.worstLate(), verdict);
      output.progress(
          "%s at %s/s: p50 %s ms, p99 %s ms; %s s behind at the end; alerts %s"
              .formatted(
                  contestant.title(),
                  Figures.rate(perSecond),
                  Figures.of(row.delays.p50(), 0),
                  Figures.of(row.delays.p99(), 0),
                  Figures.of(behind.toMillis() / 1e3, 1),
                  verdict.isRight() ? "right" : "WRONG " + verdict));
      return Optional.of(row);
    } catch (IllegalStateException failed) {
      output.progress(contestant.title() + " at " + perSecond + "/s: " + failed.getMessage());
      return Optional.empty();
    }
  }

  private static String text(Map<String, Row> rows) {
    Table table =
        new Table(
            "system",
            "records/s",
            "alerts",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "p99.9 ms",
            "most ms",
            "sender late ms",
            "result");
    for (Row row : rows.values()) {
      Delays delays = row.delays;
      table.row(
          row.contestant.title(),
          Figures.rate(row.perSecond),
          Long.toString(delays.alerts()),
          Figures.of(delays.p50(), 1),
          Figures.of(delays.p90(), 1),
          Figures.of(delays.p99(), 1),
          Figures.of(delays.p999(), 1),
          Figures.of(delays.most(), 1),
          Long.toString(row.late.toMillis()),
          row.verdict.isRight() ? "right" : "WRONG");
    }
    return table.toString();
  }

  private ObjectNode json(Map<String, Row> rows) {
    ObjectNode json = Output.object();
    json.put("participants", participants).put("partitions", partitions);
    ArrayNode all = json.putArray("latency");
    rows.forEach(
        (name, row) -> {
          ObjectNode one = row.delays.json();
          one.put("name", name).put("system", row.contestant.key());
          one.put("records_per_s", row.perSecond).put("sender_late_ms", row.late.toMillis());
          one.put("setup", row.contestant.setup()).put("right", row.verdict.isRight());
          all.add(one);
        });
    return json;
  }
}
