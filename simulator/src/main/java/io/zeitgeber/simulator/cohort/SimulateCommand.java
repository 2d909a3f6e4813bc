package io.zeitgeber.simulator.cohort;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.ExitCode;
import io.zeitgeber.simulator.cli.JsonOption;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.Speed;
import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.kafka.Connection;
import io.zeitgeber.simulator.kafka.InstanceOptions;
import io.zeitgeber.simulator.kafka.Sender;
import io.zeitgeber.simulator.kafka.Topics;
import io.zeitgeber.simulator.record.Enrolment;
import io.zeitgeber.simulator.record.Ids;
import io.zeitgeber.simulator.scenario.Scenario;
import io.zeitgeber.simulator.scenario.Scenarios;
import io.zeitgeber.simulator.trial.Trial;
import io.zeitgeber.simulator.trial.TrialRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zeitgeber simulate}. */
@Command(
    name = "simulate",
    sortOptions = false,
    customSynopsis =
        "./zeitgeber simulate [--participants N] [--for DURATION] [--scenario NAME|FILE]"
            + " [--speed MAX|Nx] [--truth DIR] [OPTIONS]",
    description = {
      "Simulates a cohort of people with watches: heart rate and steps, day and night, and episodes"
          + " beyond each person's limits. The same seed and plan give the same records, to the"
          + " byte.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./zeitgeber simulate --participants 20 --speed 1x",
      "      Twenty people, live, until Ctrl-C; the first alerts come within 20 seconds.",
      "  ./zeitgeber simulate --participants 1000 --for 12000s --seed 7 --study LOAD",
      "      Thirteen million records as fast as Kafka takes them.",
      "  ./zeitgeber simulate --scenario mixed --participants 50 --days 2 --truth truth/",
      "      Two days of watches and phones with every kind of faulty clock, and what was really so",
      "      as JSON Lines in truth/; './zeitgeber score --truth truth/' compares.",
      "  ./zeitgeber simulate --scenarios",
      "      The scenarios that are built in, and what one of your own may say.",
      "",
      "In the first hour most people have an episode every few minutes, later one in 45 minutes;",
      "--episodes-per-hour sets another rate, 0 for none.",
      "",
      "Exit codes: 0 done, 1 Kafka refused single records, 2 wrong usage, 3 no instance or Kafka",
      "out of reach, 4 not permitted, 130/143 stopped by a signal (what was sent is complete)."
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
  private static final long WEEK_MICROS = 7 * 86_400_000_000L;
  private static final int MOST_PARTICIPANTS = 1_000_000;

  private final Shell shell;

  @Option(
      names = "--participants",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many people (default: ${DEFAULT-VALUE}); each tenth wears two watches")
  private int participants;

  @Option(names = "--days", paramLabel = "D", description = "How many days are simulated")
  private @Nullable Double days;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = TimeText.DurationConverter.class,
      description =
          "How long a time is simulated: 90s, 15m, 2h, 7d (default: one day; with --speed 1x or"
              + " less, until Ctrl-C)")
  private @Nullable Duration span;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Which cohort (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      converter = TimeText.InstantConverter.class,
      description =
          "RFC 3339, or now (default: 2026-01-05T00:00:00Z, so that a seed means the same bytes"
              + " every day; with --speed 1x: now)")
  private @Nullable Instant start;

  @Option(
      names = "--speed",
      paramLabel = "MAX|Nx",
      defaultValue = "MAX",
      converter = Speed.Converter.class,
      description = "How fast simulated time passes: MAX, 1x, 60x (default: ${DEFAULT-VALUE})")
  private Speed speed = Speed.MAX;

  @Option(
      names = "--study",
      paramLabel = "S",
      defaultValue = "default",
      description = "The study they take part in (default: ${DEFAULT-VALUE})")
  private String study = "default";

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      converter = TimeText.DurationConverter.class,
      description = "Between two heart-rate samples of a watch (default: 1s)")
  private @Nullable Duration every;

  @Option(names = "--rate-hz", paramLabel = "HZ", description = "The same as samples a second")
  private @Nullable Double rateHz;

  @Option(
      names = "--episodes-per-hour",
      paramLabel = "N",
      description = "Of each person, all the time; 0 for none")
  private @Nullable Double episodesPerHour;

  @Option(
      names = "--truth",
      paramLabel = "DIR",
      description = "Write what was really so there, as JSON Lines")
  private @Nullable Path truthDirectory;

  @Option(
      names = "--scenario",
      paramLabel = "NAME|FILE",
      description =
          "A world with faulty clocks and networks: live, batch-only, step-1h, mixed, messy, … or a"
              + " file (default: plain watches, whose clocks are right)")
  private @Nullable String scenario;

  @Option(names = "--scenarios", description = "Print the names of the scenarios, and every key")
  private boolean listScenarios;

  @Option(
      names = "--malformed",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Mix in malformed records, as a share of the heart-rate records: 0.01")
  private double malformed;

  @Option(
      names = "--unkeyed",
      description = "No keys: records go round all partitions and topics (for tests)")
  private boolean unkeyed;

  @Option(
      names = {"--topics", "--topic"},
      paramLabel = "A,B",
      split = ",",
      defaultValue = "observations",
      description = "Where to; several share out the people (default: ${DEFAULT-VALUE})")
  private List<String> topics = List.of("observations");

  @Mixin private final InstanceOptions instance = new InstanceOptions();
  @Mixin private final JsonOption json = new JsonOption();

  public SimulateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (listScenarios) {
      shell.out().println("Built in: " + String.join(", ", Scenarios.names()) + "\n");
      shell.out().print(Scenarios.reference());
      return ExitCode.DONE;
    }
    if (scenario != null) {
      return trial(scenario);
    }
    Plan plan = plan();
    Connection connection = instance.connection(shell.environment());
    Map<String, Integer> partitions = look(connection, plan);
    Tally tally = new Tally();
    try (Truth truth = truthDirectory == null ? null : new Truth(truthDirectory, plan);
        Sender sender = new Sender(connection, speed.unlimited() ? 20 : 2)) {
      Cohort cohort =
          new Cohort(
              plan,
              (person, episode) -> {
                tally.began(episode);
                if (truth != null) {
                  truth.episode(person, episode);
                }
              });
      CohortRun run = new CohortRun(shell, cohort, plan, speed, sender);
      run.enrol();
      if (!sender.broken()) {
        run.play(new Route(topics, partitions, unkeyed), tally, truth);
      }
      if (truth != null) {
        truth.complete(cohort, tally.records, !shell.stop().requested());
      }
      SimulationSummary summary =
          new SimulationSummary(plan, cohort, tally, sender, connection, topics, speed);
      summary.show(shell, json, truthDirectory);
      return summary.exitCode();
    }
  }

  private int trial(String nameOrFile) {
    if (every != null
        || rateHz != null
        || episodesPerHour != null
        || malformed > 0
        || unkeyed
        || topics.size() > 1) {
      throw wrongInput(
          "--every, --rate-hz, --episodes-per-hour, --malformed, --unkeyed and several topics are"
              + " for the plain cohort; a scenario says such things itself.");
    }
    Scenario world = Scenarios.read(nameOrFile);
    if (start == null && speed.aboveLive()) {
      start = world.start();
    }
    Plan plan = plan();
    long until = plan.endless() ? plan.startMicros() + WEEK_MICROS : plan.endMicros();
    Connection connection = instance.connection(shell.environment());
    var _ = look(connection, plan);
    Trial.Order order =
        new Trial.Order(
            study, participants, seed, plan.startMicros() / 1000, until / 1000, speed.aboveLive());
    return new TrialRun(shell, world, order, speed, topics.getFirst(), connection)
        .run(truthDirectory, json);
  }

  private Map<String, Integer> look(Connection connection, Plan plan) {
    List<String> all = new ArrayList<>(topics);
    all.add(Enrolment.TOPIC);
    try (Topics kafka = new Topics(connection)) {
      Map<String, Integer> partitions = kafka.partitions(all);
      for (String topic : all) {
        String warning =
            kafka.tooShortFor(topic, plan.startMicros() / 1000, System.currentTimeMillis());
        if (warning != null) {
          shell.warn(warning);
        }
      }
      return partitions;
    }
  }

  private Plan plan() {
    if (participants < 1 || participants > MOST_PARTICIPANTS) {
      throw wrongInput("--participants takes 1 to 1000000.");
    }
    if (!Ids.valid(study)) {
      throw wrongInput("--study takes letters, digits and . _ : @ -, at most 64 of them.");
    }
    if (malformed < 0 || malformed > 1) {
      throw wrongInput("--malformed takes a share from 0 to 1.");
    }
    if (episodesPerHour != null && !(episodesPerHour >= 0 && episodesPerHour <= 20)) {
      throw wrongInput("--episodes-per-hour takes 0 to 20.");
    }
    return new Plan(
        study,
        participants,
        startMicros(),
        spanMicros(),
        everyMicros(),
        seed,
        episodesPerHour == null ? OptionalDouble.empty() : OptionalDouble.of(episodesPerHour),
        malformed,
        speed.aboveLive());
  }

  private long startMicros() {
    Instant from = start;
    if (from == null) {
      from = speed.factor() == 1 ? Instant.now() : MONDAY;
    }
    if (from.isBefore(Instant.EPOCH)) {
      throw wrongInput("--start can't lie before 1970: Kafka has no stamp for it.");
    }
    return from.toEpochMilli() * 1000;
  }

  private long spanMicros() {
    if (span != null && days != null) {
      throw wrongInput("--days and --for say the same thing: give one of them.");
    }
    if (span != null) {
      return Math.max(1, span.toNanos() / 1000);
    }
    if (days != null) {
      if (!(days > 0 && days <= 36_500)) {
        throw wrongInput("--days takes more than 0, at most 36500.");
      }
      return (long) (days * 86_400e6);
    }
    return speed.aboveLive() ? 86_400_000_000L : Plan.ENDLESS;
  }

  private long everyMicros() {
    if (every != null && rateHz != null) {
      throw wrongInput("--every and --rate-hz say the same thing: give one of them.");
    }
    if (rateHz != null) {
      if (!(rateHz > 0 && rateHz <= 10_000)) {
        throw wrongInput("--rate-hz takes more than 0, at most 10000.");
      }
      return Math.max(1, Math.round(1e6 / rateHz));
    }
    return every == null ? 1_000_000 : Math.max(100, every.toNanos() / 1000);
  }
}
