package io.zeitgeber.bench.endurance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.latency.Delays;
import io.zeitgeber.bench.latency.Live;
import io.zeitgeber.bench.load.Cohort;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Feed;
import io.zeitgeber.bench.load.Span;
import io.zeitgeber.bench.load.Verdict;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Zeitgeber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ten times the load for a minute. */
@Command(
    name = "spike",
    description =
        "Ten times the load for 60 s: how long until latency is as before, and what is lost.",
    footer = {
      "",
      "Normal is a stretch of 5 s whose p99 is at most twice that of before the spike, or within",
      "50 ms of it, and after which none is worse. Exit code 1: an alert was wrong, or latency did",
      "not come back within the time watched.",
      "",
      "Example:",
      "  ./zeitgeber bench spike --rate 5k --for 20s --before 30s --after 40s"
    })
public final class SpikeCommand implements Callable<Integer> {
  private static final int STRETCH_S = 5;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Option(
      names = "--rate",
      paramLabel = "N",
      converter = Count.class,
      defaultValue = "20k",
      description = "Records a second before and after. Default: ${DEFAULT-VALUE}")
  private long rate = 20_000;

  @Option(
      names = "--times",
      paramLabel = "N",
      description = "How many times as much the spike is. Default: ${DEFAULT-VALUE}")
  private int times = 10;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = Span.class,
      description = "How long the spike is. Default: 1m")
  private Duration spike = Duration.ofMinutes(1);

  @Option(
      names = "--before",
      paramLabel = "DURATION",
      converter = Span.class,
      description = "Half of it warms up. Default: 1m")
  private Duration before = Duration.ofMinutes(1);

  @Option(
      names = "--after",
      paramLabel = "DURATION",
      converter = Span.class,
      description = "How long latency is watched then. Default: 2m")
  private Duration after = Duration.ofMinutes(2);

  @Mixin private Cohort cohort = new Cohort();
  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public SpikeCommand() {}

  private record Watched(
      Delays before, Delays during, List<Delays> after, long records, Verdict verdict) {}

  @Override
  public Integer call() {
    Watched watched;
    try (Ground ground = Ground.make();
        Feed feed = new Feed(ground.kafka(), "spike", cohort, 0);
        Live<Zeitgeber.Up> live =
            Live.begin(
                ground,
                "spike",
                feed,
                cohort.partitions(),
                new Zeitgeber(ground.here(), 1)::start)) {
      watched = watch(feed, live);
    }
    double backS = backS(watched.before, watched.after);
    output.say(text(watched, backS), json(watched, backS));
    return output.exit(
        watched.verdict.isRight() ? missed(backS) : "alerts are wrong: " + watched.verdict);
  }

  private Watched watch(Feed feed, Live<Zeitgeber.Up> live) {
    // The first half warms up.
    feed.send((double) rate, before.dividedBy(2));
    long calm = feed.sent();
    feed.send((double) rate, before.dividedBy(2));
    long rise = feed.sent();
    feed.send((double) rate * times, spike);
    long fall = feed.sent();
    output.progress("the spike is sent; " + (fall - live.running().committed()) + " behind");
    feed.send((double) rate, after);
    var _ = live.awaitCommitted(LIMIT);
    Verdict verdict = live.verdict(LIMIT);
    List<Delays> stretches = new ArrayList<>();
    long step = rate * STRETCH_S;
    for (long from = fall; from + step <= feed.sent(); from += step) {
      stretches.add(live.delays(from, from + step));
    }
    return new Watched(
        live.delays(calm, rise), live.delays(rise, fall), stretches, feed.sent(), verdict);
  }

  // Infinite where it did not come back; NaN where there were no alerts to tell by.
  static double backS(Delays before, List<Delays> after) {
    if (before.alerts() == 0 || after.stream().anyMatch(stretch -> stretch.alerts() == 0)) {
      return Double.NaN;
    }
    double normal = Math.max(before.p99() * 2, before.p99() + 50);
    int back = after.size();
    while (back > 0 && after.get(back - 1).p99() <= normal) {
      back--;
    }
    return back == after.size() ? Double.POSITIVE_INFINITY : back * (double) STRETCH_S;
  }

  private static @Nullable String missed(double backS) {
    if (Double.isNaN(backS)) {
      return "a stretch had no alert to tell latency by; take a higher --rate or fewer --participants";
    }
    return Double.isInfinite(backS) ? "latency was not back to normal at the end" : null;
  }

  private static String back(double backS) {
    if (Double.isNaN(backS)) {
      return "Not known when it was back to normal";
    }
    return Double.isInfinite(backS)
        ? "Not back to normal"
        : "Back to normal " + Figures.of(backS, 0) + " s after the spike";
  }

  private String text(Watched watched, double backS) {
    Table table = new Table("stretch", "records/s", "alerts", "p50 ms", "p99 ms", "most ms");
    row(table, "before", rate, watched.before);
    row(table, "spike", rate * times, watched.during);
    for (int i = 0; i < watched.after.size(); i++) {
      row(table, "after, from " + i * STRETCH_S + " s", rate, watched.after.get(i));
    }
    return table
        + "\n%s; alerts %s."
            .formatted(
                back(backS), watched.verdict.isRight() ? "right" : "WRONG " + watched.verdict);
  }

  private static void row(Table table, String name, long perSecond, Delays delays) {
    table.row(
        name,
        Figures.rate((double) perSecond),
        Long.toString(delays.alerts()),
        delays.text(delays.p50()),
        delays.text(delays.p99()),
        delays.text(delays.most()));
  }

  private ObjectNode json(Watched watched, double backS) {
    ObjectNode json = Output.object();
    json.put("records_per_s", rate).put("times", times).put("records", watched.records);
    json.set("before", watched.before.json());
    json.set("during", watched.during.json());
    ArrayNode all = json.putArray("after");
    watched.after.forEach(stretch -> all.add(stretch.json()));
    if (Double.isFinite(backS)) {
      json.put("back_to_normal_s", backS);
    } else {
      json.putNull("back_to_normal_s");
    }
    return json.put("right", watched.verdict.isRight());
  }
}
