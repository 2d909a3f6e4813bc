package io.zeitgeber.simulator.cohort;

import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.record.JsonBytes;
import io.zeitgeber.simulator.record.Malformation;
import io.zeitgeber.simulator.truth.RuleWalk;
import io.zeitgeber.simulator.truth.TrueDevice;
import io.zeitgeber.simulator.truth.TruthFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what was really so of the plain cohort, whose clocks are right: in the files and by the
 * schemas of every truth, but for the times of samples, which are those of the records, and the
 * minutes.
 */
final class Truth implements AutoCloseable {
  private static final String REGIME = "trusted";

  private final TruthFiles files;
  private final Plan plan;
  private final IdentityHashMap<Watch, RuleWalk> rules = new IdentityHashMap<>();
  private long alerts;

  Truth(Path directory, Plan plan) {
    this.files = new TruthFiles(directory);
    this.plan = plan;
  }

  void episode(Person person, Episode episode) {
    long from = Math.max(plan.startMicros(), episode.fromMicros());
    long until = Math.min(plan.endMicros(), episode.untilMicros());
    JsonBytes line =
        begin(person.id())
            .field("channel")
            .text("heart_rate")
            .field("kind")
            .text(episode.kind().name().toLowerCase(Locale.ROOT))
            .field("from")
            .text(time(from))
            .field("until")
            .text(time(until))
            .field("bpm")
            .number(Math.rint(episode.bpm() * 10) / 10)
            .field("limit")
            .number(episode.limit())
            .raw("}");
    files.line(TruthFiles.EPISODES, line);
  }

  /** A watch has read the heart. */
  void heartRate(Watch watch, long atMicros, int bpm) {
    long millis = Math.floorDiv(atMicros, 1000L);
    rules.computeIfAbsent(watch, this::rule).sample(millis, bpm, Math.ceilDiv(atMicros, 1000L));
  }

  private RuleWalk rule(Watch watch) {
    Person person = watch.wearer().person();
    return new RuleWalk(
        plan.study(),
        person.id(),
        watch.device(),
        person.high(),
        person.low(),
        alert -> {
          alerts++;
          files.alert(alert);
        });
  }

  /** Writes what can be said at the end only. */
  void complete(Cohort cohort, long records, boolean whole) {
    for (Wearer wearer : cohort.wearers()) {
      Person person = wearer.person();
      JsonBytes line = begin(person.id()).field("site").text(person.site().id);
      line.field("zone").text(person.site().zone).field("high").number(person.high());
      files.line(TruthFiles.PARTICIPANTS, line.field("low").number(person.low()).raw("}"));
    }
    for (Watch watch : cohort.watches()) {
      String id = watch.wearer().person().id();
      files.device(new TrueDevice(plan.study(), id, watch.device(), "watch", REGIME, 0));
      count(watch, "heart_rate", watch.heartRates());
      count(watch, "steps", watch.stepCounts());
      RuleWalk rule = rules.get(watch);
      if (rule != null) {
        rule.end();
      }
    }
    for (Map.Entry<Malformation, Long> kind : cohort.malformed().made().entrySet()) {
      JsonBytes line = new JsonBytes().raw("{").field("kind").text(kind.getKey().id());
      files.line(TruthFiles.MALFORMED, line.field("records").number(kind.getValue()).raw("}"));
    }
    run(cohort, records, whole);
  }

  private void run(Cohort cohort, long records, boolean whole) {
    JsonBytes line = new JsonBytes().raw("{").field("scenario").text("plain");
    line.field("study").text(plan.study()).field("seed").number(plan.seed());
    line.field("participants").number(plan.participants());
    line.field("devices").number(cohort.watches().size());
    line.field("from").text(TimeText.rfc3339(plan.startMicros() / 1000));
    long until = plan.endless() ? System.currentTimeMillis() : plan.endMicros() / 1000;
    line.field("until").text(TimeText.rfc3339(until));
    line.field("records").number(records).field("alerts").number(alerts);
    files.line(TruthFiles.RUN, line.field("complete").raw(Boolean.toString(whole)).raw("}"));
  }

  @Override
  public void close() {
    files.close();
  }

  private void count(Watch watch, String channel, Watch.Count count) {
    if (count.records == 0) {
      return;
    }
    JsonBytes line =
        begin(watch.wearer().person().id())
            .field("device")
            .text(watch.device())
            .field("channel")
            .text(channel)
            .field("records")
            .number(count.records)
            .field("sum")
            .number(count.sum)
            .field("first")
            .text(time(count.firstMicros))
            .field("last")
            .text(time(count.lastMicros))
            .raw("}");
    files.line(TruthFiles.SAMPLES, line);
  }

  private JsonBytes begin(String participant) {
    return new JsonBytes()
        .raw("{")
        .field("study")
        .text(plan.study())
        .field("participant")
        .text(participant);
  }

  private static String time(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000)
        .toString();
  }
}
