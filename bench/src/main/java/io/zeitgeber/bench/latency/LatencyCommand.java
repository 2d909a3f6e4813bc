package io.zeitgeber.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.load.Cohort;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.load.Stretch;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.process.Installation;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Contestant;
import io.zeitgeber.bench.system.Contestants;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Knobs;
import java.io.IOException;
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
      "The steady rate is that of catching up, when nobody sends. Here the sender and the reader of",
      "alerts take their part of the same cores, so that a system may not sustain its 80 %%: said so",
      "where it is still behind a minute and the measured time later.",
      "",
      "Examples:",
      "  ./zeitgeber bench latency",
      "  ./zeitgeber bench latency --rates 10k,500k --probe 0",
      "  ./zeitgeber bench latency --sustained peers.json --shares 10,50,80"
    })
public final class LatencyCommand implements Callable<Integer> {
  private static final Duration SETTLE = Duration.ofMinutes(1);

  @Option(
      names = "--rates",
      paramLabel = "N",
      split = ",",
      converter = Count.class,
      description = "Records a second, the same for all systems. Default: 10k")
  private List<Long> rates = List.of(10_000L);

  @Option(
      names = "--sustained",
      paramLabel = "FILE",
      description =
          "What `bench peers --json FILE` wrote: each system's steady rate. Without it each first"
              + " catches up with --probe records.")
  private @Nullable Path sustained;

  @Option(
      names = "--probe",
      paramLabel = "N",
      converter = Count.class,
      description = "Records to find a steady rate with; 0: no --shares. Default: 5M")
  private long probe = 5_000_000;

  @Option(
      names = "--shares",
      paramLabel = "PERCENT",
      split = ",",
      description = "Of the steady rate, each system of its own. Default: 10,50,80")
  private List<Integer> shares = List.of(10, 50, 80);

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

  @Mixin private Cohort cohort = new Cohort();
  @Mixin private Stretch stretch = new Stretch();
  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public LatencyCommand() {}

  /**
   * @param verdict null where it did not keep up: then it has no latency at that rate
   */
  private record Row(
      Contestant contestant,
      double perSecond,
      Delays delays,
      Duration late,
      Duration behind,
      @Nullable Verdict verdict) {

    boolean isWrong() {
      return verdict != null && !verdict.isRight();
    }

    String result() {
      if (verdict == null) {
        return "not sustained";
      }
      return verdict.isRight() ? "right" : "WRONG " + verdict;
    }
  }

  @Override
  public Integer call() throws IOException {
    output.known(
        only,
        Contestants.forLatency(Installation.find(), Knobs.NONE).stream()
            .map(Contestant::key)
            .toList());
    Map<String, Row> rows = new LinkedHashMap<>();
    try (Ground ground = Ground.make()) {
      Map<String, Double> steady = steady(ground);
      for (Contestant contestant : contestants(ground)) {
        for (Map.Entry<String, Double> rate : rates(contestant, steady).entrySet()) {
          String name = contestant.key().replace('_', '-') + "-" + rate.getKey();
          rows.put(name, measure(ground, name, contestant, rate.getValue()));
        }
      }
    }
    output.say(text(rows), json(rows));
    return output.exit(
        rows.values().stream().noneMatch(Row::isWrong)
            ? null
            : "alerts are wrong, as the last column says");
  }

  private List<Contestant> contestants(Ground ground) {
    return Contestants.forLatency(ground.here(), new Knobs(settings)).stream()
        .filter(contestant -> only.isEmpty() || only.contains(contestant.key()))
        .toList();
  }

  private static String family(Contestant contestant) {
    return contestant.key().replace("_at_least_once", "");
  }

  /** Steady rates by key; at least once is measured at those of exactly once. */
  private Map<String, Double> steady(Ground ground) throws IOException {
    Map<String, Double> steady = new LinkedHashMap<>();
    if (sustained != null) {
      JsonNode said = new ObjectMapper().readTree(sustained.toFile()).path("steady_records_per_s");
      said.properties().forEach(one -> steady.put(one.getKey(), one.getValue().asDouble()));
    } else if (probe > 0 && !shares.isEmpty()) {
      Probe probing = new Probe(ground, probe, cohort);
      for (Contestant contestant : contestants(ground)) {
        if (!steady.containsKey(family(contestant))) {
          double found = probing.steady(contestant);
          steady.put(family(contestant), found);
          output.progress(
              contestant.title() + " catches up with " + Figures.rate(found) + " records/s");
        }
      }
    }
    return steady;
  }

  private Map<String, Double> rates(Contestant contestant, Map<String, Double> steady) {
    Map<String, Double> all = new LinkedHashMap<>();
    rates.forEach(rate -> all.put(rate + "-per-s", (double) rate));
    Double most = steady.get(family(contestant));
    if (most != null) {
      shares.forEach(share -> all.put(share + "-percent", most * share / 100));
    }
    return all;
  }

  private Row measure(Ground ground, String name, Contestant contestant, double perSecond) {
    try (Feed feed = new Feed(ground.kafka(), name, cohort, 0);
        Live<Contestant.Running> live =
            Live.begin(ground, name, feed, cohort.partitions(), contestant::start)) {
      feed.send(perSecond, stretch.warmUp());
      long from = feed.sent();
      feed.send(perSecond, stretch.measured());
      Duration most = SETTLE.plus(stretch.measured());
      boolean caughtUp = live.caughtUp(most);
      Duration behind = caughtUp ? live.behind() : most;
      Verdict verdict = caughtUp ? live.verdict(SETTLE) : null;
      Delays delays = caughtUp ? live.delays(from, feed.sent()) : Delays.NONE;
      Row row = new Row(contestant, perSecond, delays, feed.worstLate(), behind, verdict);
      output.progress(
          "%s at %s/s: p50 %s ms, p99 %s ms; %s s behind at the end; %s"
              .formatted(
                  contestant.title(),
                  Figures.rate(perSecond),
                  delays.text(delays.p50()),
                  delays.text(delays.p99()),
                  Figures.of(behind.toMillis() / 1e3, 1),
                  row.result()));
      return row;
    }
  }

  private static String text(Map<String, Row> rows) {
    Table table =
        new Table(
            "system",
            "at",
            "records/s",
            "alerts",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "p99.9 ms",
            "most ms",
            "sender late ms",
            "behind at the end s",
            "result");
    rows.forEach(
        (name, row) -> {
          Delays delays = row.delays;
          table.row(
              row.contestant.title(),
              name.endsWith("-percent")
                  ? name.replaceFirst(".*-(\\d+)-percent", "$1 %")
                  : "equal rate",
              Figures.rate(row.perSecond),
              Long.toString(delays.alerts()),
              delays.text(delays.p50()),
              delays.text(delays.p90()),
              delays.text(delays.p99()),
              delays.text(delays.p999()),
              delays.text(delays.most()),
              Long.toString(row.late.toMillis()),
              Figures.of(row.behind.toMillis() / 1e3, 1),
              row.result());
        });
    StringBuilder text = new StringBuilder(table + "\n");
    text.append("Delay: from a record's place on the sender's schedule to its alert before a");
    text.append(" read_committed reader. Percent: of the system's own steady rate.\n\n");
    rows.values().stream()
        .map(row -> row.contestant)
        .distinct()
        .forEach(one -> text.append("- " + one.title() + ": " + one.setup() + "\n"));
    return text.toString();
  }

  private ObjectNode json(Map<String, Row> rows) {
    ObjectNode json = Output.object();
    json.put("participants", cohort.participants())
        .put("partitions", cohort.partitions())
        .put("seed", cohort.seed());
    json.put("warm_up_s", stretch.warmUp().toSeconds())
        .put("for_s", stretch.measured().toSeconds());
    ArrayNode all = json.putArray("latency");
    rows.forEach(
        (name, row) -> {
          ObjectNode one = row.delays.json();
          one.put("name", name).put("system", row.contestant.key());
          one.put("records_per_s", row.perSecond).put("sender_late_ms", row.late.toMillis());
          one.put("behind_s", row.behind.toMillis() / 1e3);
          one.put("sustained", row.verdict != null);
          one.put("setup", row.contestant.setup());
          one.put("right", row.verdict != null && row.verdict.isRight());
          all.add(one);
        });
    return json;
  }
}
