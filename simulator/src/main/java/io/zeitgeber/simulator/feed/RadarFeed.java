package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.Ids;
import io.zeitgeber.simulator.record.JsonBytes;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RADAR-base's CSV extracts of its Kafka topics: {@code key.projectId}, {@code key.userId}, {@code
 * key.sourceId}, {@code value.time}, {@code value.timeReceived} and the topic's own fields; times
 * are epoch seconds. Which topic a file is of, its columns say. Received time is {@code
 * timeReceived}, and {@code time} in topics that have none (the application's own).
 */
final class RadarFeed extends CollectedFeed {
  private static final double LONGEST_STEPS_S = 60;

  private final Shell shell;
  private final List<Source> sources;
  private final @Nullable String study;
  private final @Nullable String device;
  private final BadLines badLines;
  private final Map<String, Double> lastSteps = new HashMap<>();
  private final Map<String, String> lastPlugged = new HashMap<>();

  RadarFeed(
      Shell shell,
      List<Source> sources,
      @Nullable String study,
      @Nullable String device,
      BadLines badLines) {
    this.shell = shell;
    // By topic and then by hour, as their paths have it: steps since the record before need it.
    this.sources = sources.stream().sorted(Comparator.comparing(Source::name)).toList();
    this.study = study;
    this.device = device;
    this.badLines = badLines;
  }

  @Override
  String reason() {
    return "RADAR-base extract of " + sources.size() + " files";
  }

  @Override
  void collect() {
    for (Source source : sources) {
      Path file = Path.of(source.name()).toAbsolutePath().getParent();
      Path name = file == null ? null : file.getFileName();
      String topic = name == null ? "" : name.toString();
      Csv.read(shell, source, badLines, line -> take(topic, line));
    }
  }

  private @Nullable String take(String topic, Csv line) {
    String project = line.field("key.projectId");
    String of = study != null ? study : project.isEmpty() ? "default" : project;
    Who who = new Who(of, line.field("key.userId"));
    String source = device != null ? device : line.field("key.sourceId");
    if (!Ids.valid(of) || !Ids.valid(who.participant()) || !Ids.valid(source)) {
      return "key: projectId, userId and sourceId have to be ids";
    }
    double timeS = line.number("value.time");
    double receivedS = line.has("value.timeReceived") ? line.number("value.timeReceived") : timeS;
    if (!(Math.abs(timeS) < 4.5e9) || !(receivedS >= 0 && receivedS < 4.5e9)) {
      return "value.time, value.timeReceived: epoch seconds expected";
    }
    equip(who, source, "phone");
    return new Taken(who, source, topic, micros(timeS), micros(receivedS)).take(line, timeS);
  }

  private static long micros(double seconds) {
    return Math.round(seconds * 1e6);
  }

  /** One line's key and times. */
  private final class Taken {
    private final Who who;
    private final String source;
    private final String topic;
    private final long timeMicros;
    private final long receivedMicros;

    Taken(Who who, String source, String topic, long timeMicros, long receivedMicros) {
      this.who = who;
      this.source = source;
      this.topic = topic;
      this.timeMicros = timeMicros;
      this.receivedMicros = receivedMicros;
    }

    @Nullable String take(Csv line, double timeS) {
      if (line.has("value.x") && line.has("value.z")) {
        return vector(line);
      }
      if (line.has("value.batteryLevel")) {
        return battery(line);
      }
      if (line.has("value.steps")) {
        return steps(line, timeS);
      }
      if (line.has("value.interactionState")) {
        event("screen", screen(line.field("value.interactionState")), null);
        return null;
      }
      if (line.has("value.eventType")) {
        event("app_usage", line.field("value.eventType"), line.field("value.packageName"));
        return null;
      }
      if (line.has("value.uptime")) {
        return number("uptime", line.number("value.uptime"));
      }
      if (line.has("value.externalTime")) {
        return number("external_time", line.number("value.externalTime"));
      }
      if (line.has("value.offset")) {
        event("time_zone", line.field("value.offset"), null);
        return null;
      }
      if (line.has("value.light")) {
        return number("light", line.number("value.light"));
      }
      // Server status, record counts: about the app, not about the participant.
      return null;
    }

    private @Nullable String vector(Csv line) {
      double x = line.number("value.x");
      double y = line.number("value.y");
      double z = line.number("value.z");
      if (!Double.isFinite(x + y + z)) {
        return "value.x, y, z: not numbers";
      }
      String channel =
          topic.contains("gyroscope")
              ? "gyroscope"
              : topic.contains("magnetic") ? "magnetic_field" : "acceleration";
      JsonBytes json = record(who, source, channel, timeMicros).field("value").raw("[");
      add(
          who,
          channel,
          receivedMicros,
          json.number(x).raw(",").number(y).raw(",").number(z).raw("]"));
      return null;
    }

    private @Nullable String battery(Csv line) {
      String plugged = line.field("value.isPlugged").toLowerCase(Locale.ROOT);
      String before = lastPlugged.put(who + source, plugged);
      if (!plugged.isEmpty() && !plugged.equals(before)) {
        event("charging", plugged.equals("true") ? "PLUGGED" : "UNPLUGGED", null);
      }
      return number("battery", Math.rint(line.number("value.batteryLevel") * 1e4) / 100);
    }

    /**
     * Steps since the record before: they were taken just now where that is long ago, for the
     * counter tells them within seconds.
     */
    private @Nullable String steps(Csv line, double timeS) {
      double steps = line.number("value.steps");
      Double before = lastSteps.put(who + source, timeS);
      double since = before == null ? 1 : Math.max(0.001, timeS - before);
      double lastedS = Math.rint(Math.min(LONGEST_STEPS_S, since) * 1000) / 1000;
      if (!Double.isFinite(steps)) {
        return "value.steps: not a number";
      }
      JsonBytes json =
          record(who, source, "steps", timeMicros - Math.round(lastedS * 1e6))
              .field("duration_s")
              .number(lastedS)
              .field("value")
              .number(steps);
      add(who, "steps", receivedMicros, json);
      return null;
    }

    private @Nullable String number(String channel, double value) {
      if (!Double.isFinite(value)) {
        return channel + ": not a number";
      }
      JsonBytes json = record(who, source, channel, timeMicros).field("value").number(value);
      add(who, channel, receivedMicros, json);
      return null;
    }

    private void event(String channel, String code, @Nullable String about) {
      JsonBytes json = record(who, source, channel, timeMicros).field("code").text(code);
      if (about != null && !about.isEmpty()) {
        json.field("package").text(about);
      }
      add(who, channel, receivedMicros, json);
    }
  }

  /** RADAR calls the dark screen STANDBY. */
  private static String screen(String state) {
    return state.equals("STANDBY") ? "OFF" : state;
  }
}
