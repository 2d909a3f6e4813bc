package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.Ids;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Extracts of RADAR-base's Kafka topics: {@code key.projectId}, {@code key.userId}, {@code
 * key.sourceId}, {@code value.time}, {@code value.timeReceived} and the topic's own fields; times
 * are epoch seconds. Received time is {@code timeReceived}, and {@code time} in topics that have
 * none (the application's own).
 */
final class RadarFeed extends CollectedFeed {
  private static final double MOST_SECONDS = 4.5e9;

  private final Shell shell;
  private final List<Source> sources;
  private final @Nullable String study;
  private final @Nullable String device;
  private final BadLines badLines;
  private final RadarRecords records;
  private final Map<String, Long> aside = new TreeMap<>();

  RadarFeed(
      Shell shell,
      List<Source> sources,
      @Nullable String study,
      @Nullable String device,
      @Nullable ZoneId zone,
      BadLines badLines) {
    this.shell = shell;
    // By topic and then by hour, as their paths have it: steps since the record before need it.
    this.sources = sources.stream().sorted(Comparator.comparing(Source::name)).toList();
    this.study = study;
    this.device = device;
    this.badLines = badLines;
    records = new RadarRecords(this, zone);
  }

  @Override
  String reason() {
    return "RADAR-base extract of " + sources.size() + " files";
  }

  @Override
  void collect() {
    for (Source source : sources) {
      if (!source.named() && source.shortName().startsWith("schema-")) {
        continue; // what RADAR-base's tools lay beside a topic's files
      }
      String topic = RadarFile.topic(source);
      RadarFile.read(shell, source, badLines, record -> take(topic, record));
    }
    aside.forEach(
        (topic, count) -> shell.err().printf("%s: %d records, %s%n", topic, count, why(topic)));
  }

  private static String why(String topic) {
    return RadarRecords.isOfApplication(topic)
        ? "about the application, not the participant: not sent"
        : "not known here: sent as events of a channel of that name, which Zeitgeber quarantines"
            + " until the protocol has it";
  }

  private @Nullable String take(String topic, Columns record) {
    String project = record.field("key.projectId");
    String of = study != null ? study : project.isEmpty() ? "default" : project;
    Who who = new Who(of, record.field("key.userId"));
    String source = device != null ? device : record.field("key.sourceId");
    if (!Ids.valid(of) || !Ids.valid(who.participant()) || !Ids.valid(source)) {
      return "key: projectId, userId and sourceId have to be ids";
    }
    double receivedS = seconds(record.number("value.timeReceived"));
    double timeS = records.seconds(record, receivedS);
    double stampS = Double.isNaN(receivedS) ? timeS : receivedS;
    if (!(Math.abs(timeS) < MOST_SECONDS) || !(stampS >= 0 && stampS < MOST_SECONDS)) {
      return "value.time, value.timeReceived: epoch seconds expected";
    }
    equip(who, source, RadarRecords.kind(topic));
    RadarKey key = new RadarKey(who, source, topic, timeS, stampS);
    RadarRecords.Fate fate = records.take(key, record);
    if (fate.aside()) {
      aside.merge(topic, 1L, Long::sum);
    }
    return fate.flaw();
  }

  /**
   * Epoch seconds of what the schemas call seconds, milliseconds or nanoseconds, and the devices
   * not always as the schemas do: told apart by their size (1e9, 1e12, 1e15, 1e18).
   */
  static double seconds(double time) {
    double size = Math.abs(time);
    if (size < MOST_SECONDS) {
      return time;
    }
    for (double unit = 1e3; unit <= 1e9; unit *= 1e3) {
      if (size >= 1e8 * unit && size < MOST_SECONDS * unit) {
        return time / unit;
      }
    }
    return Double.NaN;
  }
}
