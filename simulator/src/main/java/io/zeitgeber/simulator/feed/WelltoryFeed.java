package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.Ids;
import io.zeitgeber.simulator.record.JsonBytes;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
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
 * Welltory's sleep table as it was published again and again: each file is an upload of everything
 * that the platform then believed, received at the moment that its name tells ({@code
 * 2020-04-17T2157_….csv}). What an earlier one had and this one has not is withdrawn; what it has
 * again is sent again. Local times without a zone are read as UTC.
 */
final class WelltoryFeed extends CollectedFeed {
  private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}T\\d{4})_.*");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmm", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final String CHANNEL = "sleep_stage";
  private static final String[] STAGES = {"awake", "rem", "light", "deep"};

  private final Shell shell;
  private final List<Source> sources;
  private final String study;
  private final String device;
  private final BadLines badLines;

  WelltoryFeed(Shell shell, List<Source> sources, String study, String device, BadLines badLines) {
    this.shell = shell;
    this.sources =
        sources.stream().sorted(Comparator.comparingLong(WelltoryFeed::publishedMicros)).toList();
    this.study = study;
    this.device = device;
    this.badLines = badLines;
  }

  /** A sleep: what makes it the same one in two uploads. */
  private record Slept(Who who, long startMicros, long seconds) {}

  @Override
  String reason() {
    return "Welltory's sleep table, " + sources.size() + " releases";
  }

  private static long publishedMicros(Source source) {
    Matcher matcher = NAME.matcher(source.shortName());
    if (!matcher.matches()) {
      throw wrongInput(
          source.name() + ": a release's name begins with its time, as in 2020-04-17T2157_….csv.");
    }
    return micros(LocalDateTime.parse(matcher.group(1), STAMP));
  }

  private static long micros(LocalDateTime utc) {
    return utc.toEpochSecond(ZoneOffset.UTC) * 1_000_000;
  }

  @Override
  void collect() {
    Map<Slept, String> before = new LinkedHashMap<>();
    for (Source source : sources) {
      long published = publishedMicros(source);
      Map<Slept, String> now = new LinkedHashMap<>();
      List<Slept> order = new ArrayList<>();
      try (Lines lines = source.open(shell)) {
        Csv.read(source, lines, badLines, line -> take(line, now, order));
      } catch (IOException e) {
        throw wrongInput(source.name() + " can't be read: " + e.getMessage());
      }
      for (Slept slept : before.keySet()) {
        if (!now.containsKey(slept)) {
          add(slept.who(), CHANNEL, published, begin(slept).field("withdrawn").raw("true"));
        }
      }
      for (Slept slept : order) {
        JsonBytes json = begin(slept).field("code").text("ASLEEP");
        add(slept.who(), CHANNEL, published, json.raw(now.getOrDefault(slept, "")));
      }
      before = now;
    }
  }

  private JsonBytes begin(Slept slept) {
    return record(slept.who(), device, CHANNEL, slept.startMicros())
        .field("duration_s")
        .number(slept.seconds());
  }

  private @Nullable String take(Columns line, Map<Slept, String> now, List<Slept> order) {
    Who who = new Who(study, line.field("user_code"));
    if (!Ids.valid(who.participant())) {
      return "user_code: not an id";
    }
    LocalDateTime from;
    LocalDateTime until;
    try {
      from = LocalDateTime.parse(line.field("sleep_begin"), TIME);
      until = LocalDateTime.parse(line.field("sleep_end"), TIME);
    } catch (DateTimeParseException e) {
      return "sleep_begin, sleep_end: expected yyyy-MM-dd HH:mm:ss";
    }
    if (!until.isAfter(from)) {
      return "sleep_end: not after sleep_begin";
    }
    equip(who, device, "other");
    Slept slept = new Slept(who, micros(from), Duration.between(from, until).toSeconds());
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
}
