package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.Ids;
import io.zeitgeber.simulator.record.JsonBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Welltory's tables, known by their columns. The sleep table was published again and again: each
 * release is an upload of everything that the platform then believed, received at the moment that
 * its name tells ({@code 2020-04-17T2157_….csv}, UTC). What an earlier one had and this one has not
 * is withdrawn; what it has again is sent again. A sleep table without such a name, heart rates and
 * measurements of the heart's variability are received when they end. Local times name no zone.
 */
final class WelltoryFeed extends CollectedFeed {
  private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}T\\d{4})_.*");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmm", Locale.ROOT);
  private static final String SLEEP = "sleep_stage";
  private static final String[] STAGES = {"awake", "rem", "light", "deep"};
  private static final long NO_RELEASE = Long.MIN_VALUE;

  private final Shell shell;
  private final List<Source> sources;
  private final String study;
  private final String device;
  private final BadLines badLines;
  private final LocalTimes times;
  private Map<Slept, String> before = new LinkedHashMap<>();

  /** Of these files; local times are read in {@code zone}, else as UTC. */
  WelltoryFeed(
      Shell shell,
      List<Source> sources,
      String study,
      String device,
      @Nullable ZoneId zone,
      BadLines badLines) {
    this.shell = shell;
    this.sources =
        sources.stream().sorted(Comparator.comparingLong(WelltoryFeed::publishedMicros)).toList();
    this.study = study;
    this.device = device;
    this.badLines = badLines;
    times = new LocalTimes(zone == null ? ZoneOffset.UTC : zone);
  }

  /** A sleep: what makes it the same one in two uploads. */
  private record Slept(Who who, long startMicros, long seconds) {
    long endMicros() {
      return startMicros + seconds * 1_000_000;
    }
  }

  @Override
  String reason() {
    return "Welltory's tables, " + sources.size() + " files";
  }

  @Override
  public long[] ambiguousAndMissing() {
    return new long[] {times.ambiguous(), times.missing()};
  }

  /** When a release was published; {@link #NO_RELEASE} where the name tells no time. */
  private static long publishedMicros(Source source) {
    Matcher matcher = NAME.matcher(source.shortName());
    try {
      return matcher.matches()
          ? LocalDateTime.parse(matcher.group(1), STAMP).toEpochSecond(ZoneOffset.UTC) * 1_000_000
          : NO_RELEASE;
    } catch (DateTimeParseException e) {
      throw wrongInput(source.name() + ": its name begins with no time: " + matcher.group(1));
    }
  }

  @Override
  void collect() {
    for (Source source : sources) {
      Map<Slept, String> now = new LinkedHashMap<>();
      List<Slept> order = new ArrayList<>();
      boolean known;
      try (Lines lines = source.open(shell)) {
        known = Csv.read(source, lines, badLines, header -> reader(header, now, order));
      } catch (IOException e) {
        throw wrongInput(source.name() + " can't be read: " + e.getMessage());
      }
      if (!known) {
        left(source);
      } else if (publishedMicros(source) != NO_RELEASE) {
        release(publishedMicros(source), now, order);
      } else {
        order.forEach(slept -> asleep(slept, slept.endMicros(), now.getOrDefault(slept, "")));
      }
    }
  }

  private void left(Source source) {
    String why =
        ":1: no sleep table, heart rates or measurements (user_code and sleep_begin, "
            + "datetime and heart_rate, or measurement_datetime and rr_data)";
    if (source.named()) {
      throw wrongInput(source.name() + why);
    }
    shell.err().println(source.name() + why + ", not sent");
  }

  private Csv.@Nullable Line reader(Columns header, Map<Slept, String> now, List<Slept> order) {
    if (!header.has("user_code")) {
      return null;
    }
    if (header.has("sleep_begin") && header.has("sleep_end")) {
      return line -> sleep(line, now, order);
    }
    if (header.has("datetime") && header.has("heart_rate")) {
      return this::heartRate;
    }
    return header.has("measurement_datetime") && header.has("rr_data") ? this::measurement : null;
  }

  private void release(long published, Map<Slept, String> now, List<Slept> order) {
    for (Slept slept : before.keySet()) {
      if (!now.containsKey(slept)) {
        add(slept.who(), SLEEP, published, begin(slept).field("withdrawn").raw("true"));
      }
    }
    for (Slept slept : order) {
      asleep(slept, published, now.getOrDefault(slept, ""));
    }
    before = now;
  }

  private void asleep(Slept slept, long receivedMicros, String stages) {
    JsonBytes json = begin(slept).field("code").text("ASLEEP");
    add(slept.who(), SLEEP, receivedMicros, json.raw(stages));
  }

  private JsonBytes begin(Slept slept) {
    return record(slept.who(), device, SLEEP, slept.startMicros())
        .field("duration_s")
        .number(slept.seconds());
  }

  private @Nullable Who who(Columns line) {
    Who who = new Who(study, line.field("user_code"));
    return Ids.valid(who.participant()) ? who : null;
  }

  /** Epoch seconds of a local time; {@link LocalTimes#NONE} where it is none. */
  private long seconds(Columns line, String column) {
    byte[] text = line.field(column).getBytes(StandardCharsets.UTF_8);
    return times.read(text, 0, text.length);
  }

  private @Nullable String sleep(Columns line, Map<Slept, String> now, List<Slept> order) {
    Who who = who(line);
    if (who == null) {
      return "user_code: not an id";
    }
    long from = seconds(line, "sleep_begin");
    long until = seconds(line, "sleep_end");
    if (from == LocalTimes.NONE || until == LocalTimes.NONE) {
      return "sleep_begin, sleep_end: expected yyyy-MM-dd HH:mm:ss";
    }
    if (until <= from) {
      return "sleep_end: not after sleep_begin";
    }
    equip(who, device, "other");
    Slept slept = new Slept(who, from * 1_000_000, until - from);
    order.add(slept);
    now.put(slept, stages(line));
    return null;
  }

  /** What else the row says: fields that nobody has to know. */
  private static String stages(Columns line) {
    JsonBytes json = new JsonBytes();
    for (String stage : STAGES) {
      double seconds = line.number("sleep_" + stage + "_duration");
      if (Double.isFinite(seconds)) {
        json.raw(",\"").raw(stage).raw("_s\":").number(seconds);
      }
    }
    return json.toString();
  }

  private @Nullable String heartRate(Columns line) {
    Who who = who(line);
    long at = seconds(line, "datetime");
    double value = line.number("heart_rate");
    if (who == null) {
      return "user_code: not an id";
    }
    if (at == LocalTimes.NONE || !Double.isFinite(value)) {
      return "datetime, heart_rate: a time as yyyy-MM-dd HH:mm:ss and a number expected";
    }
    equip(who, device, "other");
    sample(who, "heart_rate", at * 1_000_000, value);
    return null;
  }

  /** A measurement of a few minutes: each interval ends where the beats before it have come to. */
  private @Nullable String measurement(Columns line) {
    Who who = who(line);
    long at = seconds(line, "measurement_datetime");
    if (who == null) {
      return "user_code: not an id";
    }
    if (at == LocalTimes.NONE) {
      return "measurement_datetime: expected yyyy-MM-dd HH:mm:ss";
    }
    equip(who, device, "other");
    String[] intervals = line.field("rr_data").split("[,; ]+", -1);
    long micros = at * 1_000_000;
    for (String interval : intervals) {
      double millis = Csv.parsed(interval);
      if (!(millis > 0)) {
        return interval.isEmpty() && intervals.length == 1
            ? null
            : "rr_data: milliseconds expected";
      }
      micros += Math.round(millis * 1000);
      sample(who, "inter_beat_interval", micros, millis / 1000);
    }
    double rmssd = line.number("rmssd");
    if (Double.isFinite(rmssd)) {
      sample(who, "heart_rate_variability", micros, rmssd);
    }
    return null;
  }

  private void sample(Who who, String channel, long micros, double value) {
    add(who, channel, micros, record(who, device, channel, micros).field("value").number(value));
  }
}
