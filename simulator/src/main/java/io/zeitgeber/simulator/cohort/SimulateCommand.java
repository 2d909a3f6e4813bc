package io.zeitgeber.simulator.cohort;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.ExitCode;
import io.zeitgeber.simulator.cli.JsonOption;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.kafka.Connection;
import io.zeitgeber.simulator.kafka.InstanceOptions;
import io.zeitgeber.simulator.kafka.Sender;
import io.zeitgeber.simulator.kafka.Topics;
import io.zeitgeber.simulator.scenario.Scenario;
import io.zeitgeber.simulator.scenario.Scenarios;
import io.zeitgeber.simulator.trial.Trial;
import io.zeitgeber.simulator.trial.TrialRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final long WEEK_MICROS = 7 * 86_400_000_000L;

  private final Shell shell;

  @Mixin private final PlanOptions asked = new PlanOptions();

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
      names = "--unkeyed",
      description = "No keys: records go round all partitions and topics (for tests)")
  private boolean unkeyed;

  @Option(
      names = {"--topics", "--topic"},
      paramLabel = "A,B",
      split = ",",
      description =
          "Where to; several share out the people (default: the instance's first, else"
              + " observations)")
  private List<String> topics = List.of();

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
    Plan plan = asked.plan();
    Connection connection = instance.connection(shell.environment());
    Map<String, Integer> partitions = look(connection, plan);
    Tally tally = new Tally();
    try (Truth truth = truthDirectory == null ? null : new Truth(truthDirectory, plan);
        Sender sender = new Sender(connection, asked.speed().unlimited() ? 20 : 2)) {
      Cohort cohort =
          new Cohort(
              plan,
              (person, episode) -> {
                tally.began(episode);
                if (truth != null) {
                  truth.episode(person, episode);
                }
              });
      CohortRun run =
          new CohortRun(
              shell, cohort, plan, asked.speed(), connection.topics().participants(), sender);
      run.enrol();
      if (!sender.broken()) {
        run.play(new Route(topics(connection), partitions, unkeyed), tally, truth);
      }
      if (truth != null) {
        truth.complete(cohort, tally.records, !shell.stop().requested());
      }
      SimulationSummary summary =
          new SimulationSummary(
              plan, cohort, tally, sender, connection, topics(connection), asked.speed());
      summary.show(shell, json, truthDirectory);
      return summary.exitCode();
    }
  }

  private int trial(String nameOrFile) {
    if (asked.plainCohort() || unkeyed || topics.size() > 1) {
      throw wrongInput(
          "--every, --rate-hz, --episodes-per-hour, --malformed, --unkeyed and several topics are"
              + " for the plain cohort; a scenario says such things itself.");
    }
    Scenario world = Scenarios.read(nameOrFile);
    asked.startAt(world.start());
    Plan plan = asked.plan();
    long until = plan.endless() ? plan.startMicros() + WEEK_MICROS : plan.endMicros();
    Connection connection = instance.connection(shell.environment());
    var _ = look(connection, plan);
    Trial.Order order =
        new Trial.Order(
            plan.study(),
            plan.participants(),
            plan.seed(),
            plan.startMicros() / 1000,
            until / 1000,
            plan.recorded());
    return new TrialRun(
            shell, world, order, asked.speed(), topics(connection).getFirst(), connection)
        .run(truthDirectory, json);
  }

  private List<String> topics(Connection connection) {
    return topics.isEmpty() ? List.of(connection.topics().observations().getFirst()) : topics;
  }

  private Map<String, Integer> look(Connection connection, Plan plan) {
    List<String> all = new ArrayList<>(topics(connection));
    all.add(connection.topics().participants());
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
}
