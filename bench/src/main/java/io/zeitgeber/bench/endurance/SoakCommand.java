package io.zeitgeber.bench.endurance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.latency.Delays;
import io.zeitgeber.bench.latency.Live;
import io.zeitgeber.bench.load.Cohort;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.load.Hearts;
import io.zeitgeber.bench.load.Span;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.process.Heap;
import io.zeitgeber.bench.process.Usage;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Spread;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Zeitgeber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** One load for long. */
@Command(
    name = "soak",
    description = "Half an hour at 70 %% load: memory and latency must stay flat.",
    footer = {
      "",
      "The load is --rate, or 70 %% of what `bench peers --json FILE` found (--sustained FILE). Flat:",
      "the median of the last third of the stretches is at most 1.25 times that of the first third,",
      "for live heap, for memory of the process, and for p99 (a dash: nothing rang). Exit code 1: not flat, or not right.",
      "",
      "Example:",
      "  ./zeitgeber bench soak --rate 50k --for 5m"
    })
public final class SoakCommand implements Callable<Integer> {
  private static final double LOAD = 0.70;
  private static final double FLAT = 1.25;
  private static final int STRETCHES = 30;
  private static final int CALM_S = 7200;
  private static final int SHORT_CALM_S = 300;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = Span.class,
      description = "How long, in 30 stretches. Default: 30m")
  private Duration duration = Duration.ofMinutes(30);

  @Option(
      names = "--rate",
      paramLabel = "N",
      converter = Count.class,
      description = "Records a second.")
  private @Nullable Long rate;

  @Option(
      names = "--sustained",
      paramLabel = "FILE",
      description = "What `bench peers --json FILE` wrote; the rate is 70 %% of it.")
  private @Nullable Path sustained;

  @Mixin private Cohort cohort = new Cohort();
  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public SoakCommand() {}

  private record Minute(
      long from, long to, long behind, long heapBytes, long residentBytes, double p99) {
    Minute with(Delays delays) {
      double known = delays.alerts() == 0 ? Double.NaN : delays.p99();
      return new Minute(from, to, behind, heapBytes, residentBytes, known);
    }
  }

  @Override
  public Integer call() throws IOException {
    double perSecond = perSecond();
    List<Minute> minutes = new ArrayList<>();
    Verdict verdict;
    try (Ground ground = Ground.make();
        Feed feed =
            new Feed(
                ground.kafka(),
                "soak",
                new Hearts(cohort.participants(), cohort.seed(), calmS()),
                cohort.partitions(),
                5);
        Live<Zeitgeber.Up> live =
            Live.begin(
                ground,
                "soak",
                feed,
                cohort.partitions(),
                new Zeitgeber(ground.here(), 1)::start)) {
      for (int i = 0; i < STRETCHES; i++) {
        minutes.add(minute(feed, live, perSecond));
        output.progress(
            "stretch %d of %d: %d behind, live heap %s"
                .formatted(
                    i + 1,
                    STRETCHES,
                    minutes.getLast().behind,
                    Figures.mebibytes((double) minutes.getLast().heapBytes)));
      }
      var _ = live.awaitCommitted(LIMIT);
      verdict = live.verdict(LIMIT);
      minutes.replaceAll(minute -> minute.with(live.delays(minute.from, minute.to)));
    }
    output.say(text(minutes, perSecond, verdict), json(minutes, perSecond, verdict));
    return output.exit(
        verdict.isRight()
            ? isFlat(minutes) ? null : "not flat, as the last line of the table says"
            : "alerts are wrong: " + verdict);
  }

  // Long calm keeps what the bench remembers of half an hour small; a short run needs its alerts.
  private int calmS() {
    return duration.compareTo(LIMIT) < 0 ? SHORT_CALM_S : CALM_S;
  }

  private double perSecond() throws IOException {
    if (rate != null) {
      return (double) rate;
    }
    double found =
        sustained == null
            ? 0
            : new ObjectMapper()
                .readTree(sustained.toFile())
                .path("steady_records_per_s")
                .path("zeitgeber")
                .asDouble();
    if (found <= 0) {
      throw new ParameterException(output.commandLine(), "say --rate N or --sustained FILE");
    }
    return found * LOAD;
  }

  private Minute minute(Feed feed, Live<Zeitgeber.Up> live, double perSecond) {
    long from = feed.sent();
    feed.send(perSecond, duration.dividedBy(STRETCHES));
    long pid = live.running().pids().getOrDefault("job", 0L);
    long behind = feed.sent() - live.running().committed();
    return new Minute(
        from, feed.sent(), behind, Heap.liveBytes(pid), Usage.of(pid).residentBytes(), 0);
  }

  // NaN where a third has no figure: latency where nothing rang.
  private static double growth(List<Minute> all, ToDoubleFunction<Minute> figure) {
    List<Minute> minutes =
        all.stream().filter(minute -> !Double.isNaN(figure.applyAsDouble(minute))).toList();
    if (minutes.size() < 3) {
      return Double.NaN;
    }
    int third = Math.max(1, minutes.size() / 3);
    double first = Spread.of(minutes.subList(0, third), figure).median();
    double last =
        Spread.of(minutes.subList(minutes.size() - third, minutes.size()), figure).median();
    return last / Math.max(1e-9, first);
  }

  private static boolean isFlat(List<Minute> minutes) {
    return growth(minutes, Minute::heapBytes) <= FLAT
        && growth(minutes, Minute::residentBytes) <= FLAT
        && !(growth(minutes, Minute::p99) > FLAT);
  }

  private static String text(List<Minute> minutes, double perSecond, Verdict verdict) {
    Table table = new Table("stretch", "behind", "live heap", "memory", "p99 ms");
    for (int i = 0; i < minutes.size(); i++) {
      Minute minute = minutes.get(i);
      table.row(
          Integer.toString(i + 1),
          Long.toString(minute.behind),
          Figures.mebibytes((double) minute.heapBytes),
          Figures.mebibytes((double) minute.residentBytes),
          figure(minute.p99, 0));
    }
    return table
        + "\nAt %s/s. Last third over first: live heap %s, memory %s, p99 %s. %s; alerts %s."
            .formatted(
                Figures.rate(perSecond),
                Figures.of(growth(minutes, Minute::heapBytes), 2),
                Figures.of(growth(minutes, Minute::residentBytes), 2),
                figure(growth(minutes, Minute::p99), 2),
                isFlat(minutes) ? "Flat" : "NOT flat",
                verdict.isRight() ? "right" : "WRONG " + verdict);
  }

  private static String figure(double figure, int digits) {
    return Double.isNaN(figure) ? "–" : Figures.of(figure, digits);
  }

  private static void put(ObjectNode json, String key, double figure) {
    if (Double.isNaN(figure)) {
      json.putNull(key);
    } else {
      json.put(key, figure);
    }
  }

  private ObjectNode json(List<Minute> minutes, double perSecond, Verdict verdict) {
    ObjectNode json = Output.object();
    json.put("records_per_s", perSecond).put("duration_s", duration.toSeconds());
    json.put("flat", isFlat(minutes)).put("right", verdict.isRight());
    json.put("heap_growth", growth(minutes, Minute::heapBytes));
    json.put("memory_growth", growth(minutes, Minute::residentBytes));
    put(json, "p99_growth", growth(minutes, Minute::p99));
    ArrayNode all = json.putArray("stretches");
    for (Minute minute : minutes) {
      ObjectNode one = Output.object();
      one.put("records", minute.to - minute.from).put("behind", minute.behind);
      one.put("live_heap_bytes", minute.heapBytes).put("memory_bytes", minute.residentBytes);
      put(one, "p99_ms", minute.p99);
      all.add(one);
    }
    return json;
  }
}
