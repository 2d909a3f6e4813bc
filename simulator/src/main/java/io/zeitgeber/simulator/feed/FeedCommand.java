package io.zeitgeber.simulator.feed;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.ExitCode;
import io.zeitgeber.simulator.cli.Failure;
import io.zeitgeber.simulator.cli.JsonOption;
import io.zeitgeber.simulator.cli.Progress;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.Speed;
import io.zeitgeber.simulator.kafka.Connection;
import io.zeitgeber.simulator.kafka.InstanceOptions;
import io.zeitgeber.simulator.kafka.Pace;
import io.zeitgeber.simulator.kafka.Sender;
import io.zeitgeber.simulator.kafka.TopicNames;
import io.zeitgeber.simulator.kafka.Topics;
import io.zeitgeber.simulator.record.Ids;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zeitgeber feed}. */
@Command(
    name = "feed",
    sortOptions = false,
    customSynopsis =
        "./zeitgeber feed --format fitabase|radar|e4|open-mhealth|welltory|json"
            + " [--speed MAX|Nx] [OPTIONS] FILE|DIRECTORY|ZIP...|-",
    description = {
      "Plays recordings into Kafka, several files merged into one order of received time. Files may"
          + " be gzipped, or lie together in a directory or zip archive.",
      ""
    },
    footer = {
      "",
      "Formats:",
      "  fitabase   CSV as Fitabase exports it, known by the first line: heartrate_seconds,",
      "             minuteSteps, hourlySteps, minuteCalories, minuteSleep, 30secondSleepStages. A",
      "             minute of steps or sleep is stamped with its end: it can't have been received",
      "             before.",
      "  radar      extracts of RADAR-base's topics (radar-csv, radar-avro are the same): tables,",
      "             JSON lines or Avro containers. Received when their timeReceived says, the",
      "             device's own time is 'time'. Topics that are not known are sent whole.",
      "  e4         Empatica E4 sessions (ACC, BVP, EDA, TEMP, HR, IBI, tags); of several",
      "             directories, each is another wearer's.",
      "  open-mhealth  data points of Open mHealth or IEEE 1752.1, JSON.",
      "  welltory   releases of the sleep table (2020-04-17T2157_....csv), or their directory: each",
      "             an upload, with revised and withdrawn rows; heart_rate.csv, hrv_measurements.csv.",
      "  json       one record a line, sent as it is and stamped with its 'time'. A file's order is",
      "             kept. '-' reads standard input and sends each line as it comes.",
      "",
      "Examples:",
      "  ./zeitgeber feed --format fitabase heartrate_seconds.csv.gz minuteSleep_merged.csv.gz",
      "  ./zeitgeber feed --format fitabase --zone Europe/Berlin --dry-run export/*.csv",
      "      Shows what would be sent.",
      "  ./zeitgeber feed --format fitabase --speed 600x heartrate_seconds.csv.gz",
      "      Ten minutes of the recording in each second.",
      "  echo '{\"participant\":\"P001\",\"device\":\"watch-1\",\"time\":1760000000123,\"bpm\":72}' |",
      "      ./zeitgeber feed --format json -",
      "",
      "Above 1x each participant is enrolled first, with time = recorded: time passes by the",
      "recording, so that nobody of 2016 falls silent today.",
      "",
      "Exit codes: 0 done, 1 bad lines were skipped, 2 wrong usage or input file, 3 no instance or",
      "Kafka out of reach, 4 not permitted, 130/143 stopped by a signal (what was sent is complete)."
    })
public final class FeedCommand implements Callable<Integer> {
  private static final int SHOWN = 10;

  private final Shell shell;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      converter = FeedFormat.Converter.class,
      description = "What the files are: fitabase, radar, e4, open-mhealth, welltory, json")
  private FeedFormat format = FeedFormat.JSON;

  @Option(
      names = "--study",
      paramLabel = "S",
      description = "The study they belong to (default: default; json records name their own)")
  private @Nullable String study;

  @Option(
      names = "--speed",
      paramLabel = "MAX|Nx",
      defaultValue = "MAX",
      converter = Speed.Converter.class,
      description = "How fast recorded time passes: MAX, 1x, 600x (default: ${DEFAULT-VALUE})")
  private Speed speed = Speed.MAX;

  @Option(
      names = "--participant",
      paramLabel = "P",
      description =
          "Whose E4 session it is (default: e4-wearer; of several directories, the directory that"
              + " tells them apart), or whose the data points of open-mhealth are that don't say it")
  private @Nullable String participant;

  @Option(
      names = "--device",
      paramLabel = "D",
      description =
          "The device: of fitabase (default: fitbit), e4 (e4), welltory (welltory); of radar, one"
              + " for all sources of a phone (default: its source ids); of open-mhealth (default:"
              + " each one's source)")
  private @Nullable String device;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "Where local times (of fitabase, welltory, and of Fitbit's sleep in radar) were:"
              + " Europe/Berlin"
              + " (default: UTC). An hour that the clock went through twice takes the first reading,"
              + " one that it skipped shifts forward")
  private @Nullable String zone;

  @Option(
      names = "--day-first",
      description = "fitabase's dates with slashes begin with the day, not with the month")
  private boolean dayFirst;

  @Option(names = "--dry-run", description = "Show the first records; send nothing")
  private boolean dryRun;

  @Option(
      names = "--topic",
      paramLabel = "T",
      description = "Where to (default: as the instance says, else observations)")
  private @Nullable String named;

  private TopicNames topics = TopicNames.USUAL;

  @Mixin private final InstanceOptions instance = new InstanceOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Recordings, or - for standard input")
  private List<String> files = List.of();

  public FeedCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    List<Source> sources = files.stream().flatMap(each -> format.sources(each).stream()).toList();
    check(sources);
    BadLines badLines = new BadLines(shell);
    Feed feed = feed(sources, badLines);
    topics = instance.topics();
    if (dryRun) {
      return dryRun(feed, badLines);
    }
    Connection connection = instance.connection(shell.environment());
    try (Topics kafka = new Topics(connection)) {
      kafka.partitions(List.of(topic(), topics.participants()));
      feed.prepare();
      warnOfShortRetention(kafka, feed.earliestMillis());
    }
    Tally tally = new Tally();
    // Standard input is live: a record waits at most this long for company.
    boolean paced = feed.total() == Progress.UNKNOWN || !speed.unlimited();
    try (Sender sender = new Sender(connection, paced ? 5 : 20)) {
      int enrolled = speed.aboveLive() ? enrol(feed, sender) : 0;
      long start = System.nanoTime();
      play(feed, sender, tally, enrolled);
      FeedSummary summary =
          new FeedSummary(tally, feed, badLines, enrolled, sender, System.nanoTime() - start);
      summary.show(shell, json, connection, topic(), format.toString(), zone);
      return exitCode(sender, badLines);
    }
  }

  private static int exitCode(Sender sender, BadLines badLines) {
    if (sender.broken()) {
      return sender.exitCode();
    }
    return badLines.count() > 0 || sender.failed() > 0 ? ExitCode.FOUND : ExitCode.DONE;
  }

  private String topic() {
    return named == null ? topics.observations().getFirst() : named;
  }

  private int enrol(Feed feed, Sender sender) {
    int enrolled = 0;
    for (Feed.Enrolling enrolling : feed.enrolments()) {
      if (shell.stop().requested() || sender.broken()) {
        break;
      }
      byte[] key = enrolling.participant().getBytes(StandardCharsets.UTF_8);
      byte[] value = enrolling.value().array();
      sender.send(topics.participants(), null, enrolling.stampMillis(), key, value);
      enrolled++;
    }
    sender.flush();
    return enrolled;
  }

  private void play(Feed feed, Sender sender, Tally tally, int enrolled) {
    try (Progress _ =
        Progress.of(shell, "feed", feed.total(), () -> sender.acknowledged() - enrolled)) {
      Pacing pacing = new Pacing();
      feed.play(
          (due, stamp, channel, participant, key, value) -> {
            if (!pacing.await(due) || sender.broken()) {
              return false;
            }
            sender.send(topic(), null, stamp, key, value);
            tally.add(channel, participant, stamp);
            return true;
          });
      sender.flush();
    }
  }

  /** Begins with the first record: that one is due at once. */
  private final class Pacing {
    private @Nullable Pace pace;

    boolean await(long dueMillis) {
      Pace current = pace;
      if (current == null) {
        current = new Pace(speed, dueMillis, shell.stop());
        pace = current;
      }
      return current.await(dueMillis);
    }
  }

  private int dryRun(Feed feed, BadLines badLines) {
    feed.prepare();
    List<Feed.Enrolling> enrolments = speed.aboveLive() ? feed.enrolments() : List.of();
    DryRun shown = new DryRun(shell.out(), SHOWN);
    shown.enrolments(topics.participants(), enrolments);
    feed.play((_, stamp, _, _, key, value) -> shown.take(topic(), stamp, key, value));
    shown.end(feed.total());
    return badLines.count() > 0 ? ExitCode.FOUND : ExitCode.DONE;
  }

  private void warnOfShortRetention(Topics kafka, @Nullable Long earliestMillis) {
    if (earliestMillis == null) {
      return;
    }
    for (String each : List.of(topic(), topics.participants())) {
      String warning = kafka.tooShortFor(each, earliestMillis, System.currentTimeMillis());
      if (warning != null) {
        shell.warn(warning);
      }
    }
  }

  private Feed feed(List<Source> sources, BadLines badLines) {
    return switch (format) {
      case FITABASE ->
          new FitabaseFeed(
              shell,
              new FitabaseFeed.Settings(
                  sources,
                  Set.copyOf(files),
                  id("--study", study, "default"),
                  id("--device", device, "fitbit"),
                  zoneId(),
                  dayFirst),
              badLines);
      case RADAR ->
          new RadarFeed(
              shell,
              sources,
              study == null ? null : id("--study", study, ""),
              device == null ? null : id("--device", device, ""),
              zoneId(),
              badLines);
      case E4 ->
          new E4Feed(
              shell,
              sources,
              id("--study", study, "default"),
              participant == null ? null : id("--participant", participant, ""),
              id("--device", device, "e4"),
              badLines);
      case OPEN_MHEALTH ->
          new OpenMhealthFeed(
              shell,
              new OpenMhealthFeed.Settings(
                  sources,
                  id("--study", study, "default"),
                  participant == null ? null : id("--participant", participant, ""),
                  device == null ? null : id("--device", device, "")),
              badLines);
      case WELLTORY ->
          new WelltoryFeed(
              shell,
              sources,
              id("--study", study, "default"),
              id("--device", device, "welltory"),
              zoneId(),
              badLines);
      case JSON -> json(sources, badLines);
    };
  }

  private Feed json(List<Source> sources, BadLines badLines) {
    if (study != null || device != null || zone != null) {
      shell.warn("--study, --device and --zone are for fitabase; json records go as they are");
    }
    return sources.getFirst().live()
        ? new LiveFeed(shell, sources.getFirst(), badLines)
        : new JsonFeed(shell, sources, badLines);
  }

  private void check(List<Source> sources) {
    Set<String> names = new HashSet<>();
    for (Source source : sources) {
      source.check();
      if (!names.add(source.name())) {
        throw wrongInput(source.name() + " is named twice; its records would be sent twice.");
      }
      if (format == FeedFormat.JSON && source.live() && sources.size() > 1) {
        throw wrongInput(source.name() + " is live input and has to stand alone.");
      }
    }
  }

  private static String id(String option, @Nullable String text, String otherwise) {
    if (text == null) {
      return otherwise;
    }
    if (!Ids.valid(text)) {
      throw wrongInput(option + " takes letters, digits and . _ : @ -, at most 64 of them.");
    }
    return text;
  }

  private @Nullable ZoneId zoneId() {
    if (zone == null) {
      return null;
    }
    ZoneId found = LocalTimes.zone(zone);
    if (found == null) {
      throw Failure.wrongInput("--zone: '" + zone + "' is no zone; Europe/Berlin is one.");
    }
    return found;
  }
}
