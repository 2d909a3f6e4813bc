package io.zeitgeber.simulator.score;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import io.zeitgeber.simulator.cli.ExitCode;
import io.zeitgeber.simulator.cli.Failure;
import io.zeitgeber.simulator.cli.JsonOption;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.kafka.Connection;
import io.zeitgeber.simulator.kafka.InstanceOptions;
import io.zeitgeber.simulator.kafka.Topics;
import io.zeitgeber.simulator.truth.TrueDevice;
import io.zeitgeber.simulator.truth.TruthReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zeitgeber score}. */
@Command(
    name = "score",
    sortOptions = false,
    customSynopsis = "./zeitgeber score --truth DIR [--require NAME<=X ...] [OPTIONS]",
    description = {
      "Holds what Zeitgeber says of a simulated trial against the truth that 'simulate --truth DIR'"
          + " wrote: alerts, event times, and the timeline by the minute. Waits until the instance"
          + " has caught up.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./zeitgeber simulate --scenario mixed --days 2 --truth truth",
      "  ./zeitgeber score --truth truth",
      "  ./zeitgeber score --truth truth --require 'alert_recall>=0.98' --require"
          + " 'live.time_p95_s<=0.3'",
      "",
      "docs/simulator.md says exactly what each figure compares; names are as --json has them, those",
      "of one regime as REGIME.NAME.",
      "",
      "Exit codes: 0 done, 1 a requirement is missed, 2 wrong usage or truth, 3 no instance, out of",
      "reach or not caught up in time."
    })
public final class ScoreCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = "--truth",
      paramLabel = "DIR",
      required = true,
      description = "What 'simulate --truth DIR' wrote")
  private Path truth = Path.of("");

  @Option(
      names = "--require",
      paramLabel = "NAME<=X|NAME>=X",
      description = "Exit with 1 when a figure misses it; may be repeated")
  private List<String> requirements = new ArrayList<>();

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "How long to wait for the instance; 0s: not at all (default: ${DEFAULT-VALUE})")
  private String wait = "10m";

  @Option(
      names = "--postgres",
      paramLabel = "JDBC-URL",
      description = "PostgreSQL, when it is not the instance in --data")
  private @Nullable String postgres;

  @Mixin private final InstanceOptions instance = new InstanceOptions();
  @Mixin private final JsonOption json = new JsonOption();

  public ScoreCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    List<Requirement> required = required();
    TruthReader reader = new TruthReader(truth);
    TruthReader.TrueRun run = reader.run();
    Connection kafka = instance.connection(shell.environment());
    Scores scores = new Scores();
    Report report;
    try (Topics topics = new Topics(kafka);
        Tables tables = new Tables(url(), login())) {
      Duration most = waiting();
      if (most.isPositive()) {
        new CaughtUp(shell, topics, kafka.topics(), tables).await(most.toNanos());
      }
      report = new Scoring(reader, run, scores).score(new AlertTopic(kafka), tables);
    }
    List<Requirement> missed = required.stream().filter(each -> !each.met(scores.flat())).toList();
    if (!json.onStdout()) {
      report.words(shell.out());
    }
    json.write(shell, report.json(missed));
    for (Requirement each : missed) {
      Double figure = scores.flat().get(each.name());
      String is =
          figure == null
              ? "there is no such figure"
              : Double.isNaN(figure) ? "not measured" : "it is " + figure;
      shell.err().println("missed: " + each + " (" + is + ")");
    }
    return missed.isEmpty() ? ExitCode.DONE : ExitCode.FOUND;
  }

  private List<Requirement> required() {
    try {
      return requirements.stream().map(Requirement::parse).toList();
    } catch (IllegalArgumentException e) {
      throw wrongInput("--require: " + e.getMessage());
    }
  }

  private Duration waiting() {
    if (wait.matches("0+[a-z]*")) {
      return Duration.ZERO;
    }
    try {
      return io.zeitgeber.simulator.cli.TimeText.duration(wait);
    } catch (IllegalArgumentException e) {
      throw wrongInput("--wait: " + e.getMessage());
    }
  }

  private String url() {
    if (postgres != null) {
      return postgres;
    }
    String ofInstance = instance.endpoint("postgres");
    if (ofInstance != null) {
      return ofInstance;
    }
    String external = shell.environment().getOrDefault("ZEITGEBER_POSTGRES_URL", "");
    if (external.isBlank()) {
      throw Failure.outOfReach(
          "No PostgreSQL is known: start an instance with './zeitgeber up', or name one with"
              + " '--postgres JDBC-URL'.");
    }
    return external;
  }

  private Properties login() {
    Properties login = new Properties();
    Map<String, String> environment = shell.environment();
    if (environment.containsKey("ZEITGEBER_POSTGRES_USER")) {
      login.setProperty("user", environment.getOrDefault("ZEITGEBER_POSTGRES_USER", ""));
    }
    String password = environment.getOrDefault("ZEITGEBER_POSTGRES_PASSWORD", "");
    String file = environment.getOrDefault("ZEITGEBER_POSTGRES_PASSWORD_FILE", "");
    if (!file.isBlank()) {
      try {
        password = Files.readString(Path.of(file)).strip();
      } catch (IOException e) {
        throw wrongInput("ZEITGEBER_POSTGRES_PASSWORD_FILE can't be read: " + e.getMessage());
      }
    }
    if (!password.isEmpty()) {
      login.setProperty("password", password);
    }
    return login;
  }

  /** Devices and their regimes, by {@code participant device}. */
  static Map<String, String> regimes(List<TrueDevice> devices) {
    Map<String, String> regimes = new HashMap<>();
    devices.forEach(each -> regimes.put(each.participant() + ' ' + each.device(), each.regime()));
    return regimes;
  }
}
