package io.zeitgeber.service.cli;

import io.zeitgeber.service.embedded.Trees;
import io.zeitgeber.service.settings.Settings;
import io.zeitgeber.service.settings.UpSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything at once, on a simulated cohort, in a directory that is gone afterwards. */
@Command(
    name = "demo",
    description =
        "See it work: a simulated cohort, live, in a fresh directory that is gone afterwards.",
    footer = {
      "",
      "It starts Kafka, PostgreSQL and the service on free ports, lets simulated people wear watches,",
      "and shows what comes in, what waits, and every alert when it is raised. Ctrl-C ends it.",
      "",
      "Examples:",
      "  ./zeitgeber demo",
      "  ./zeitgeber demo --for 30s --participants 200"
    })
final class DemoCommand implements Callable<Integer> {
  private static final Duration EVERY = Duration.ofSeconds(1);

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationText.class,
      description = "End after 30s, 5m, …; without it, Ctrl-C ends it.")
  private @Nullable Duration longest;

  @Option(
      names = "--participants",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many people, 1 to 10000. Default: ${DEFAULT-VALUE}")
  private int participants = 20;

  @Option(names = "--keep", description = "Keep the directory, and say where it is.")
  private boolean keep;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (participants < 1 || participants > 10_000) {
      throw new ParameterException(
          Main.commandLine(spec), "--participants must be from 1 to 10000");
    }
    Path home = home();
    Path directory = Files.createTempDirectory("zeitgeber-demo-");
    try (UntilStopped running = new UntilStopped().onSignal()) {
      running.open(() -> directory, this::leave);
      DemoView view = new DemoView(Main.out(spec), participants);
      Instance instance =
          Instance.start(settings(directory), Optional.empty(), running, view::progress);
      String kafka = instance.endpoints().kafka();
      // Told last, when everything has ended, whoever ended it.
      Simulator simulator =
          running.open(
              () -> Simulator.start(home, kafka, participants, directory.resolve("simulator.log")),
              Simulator::stop);
      running.open(() -> view, DemoView::end);
      view.begin(instance.endpoints());
      watch(view, instance, simulator, running);
    }
    return Exit.OK;
  }

  private void watch(DemoView view, Instance instance, Simulator simulator, UntilStopped running)
      throws Exception {
    long end = longest == null ? Long.MAX_VALUE : System.nanoTime() + longest.toNanos();
    Map<String, Object> client = new HashMap<>();
    client.put("bootstrap.servers", instance.endpoints().kafka());
    try (AlertReader alerts = AlertReader.open(client, "alerts")) {
      while (!running.isClosing() && System.nanoTime() < end) {
        long next = System.nanoTime() + EVERY.toNanos();
        while (System.nanoTime() < Math.min(next, end) && !running.isClosing()) {
          alerts.poll(Duration.ofMillis(100), view::alert);
        }
        Optional<String> trouble = simulator.trouble();
        if (trouble.isPresent() && !running.isClosing()) {
          throw CommandFailure.unreachable(trouble.get());
        }
        view.draw(instance.meters());
      }
    }
  }

  // Nothing of the user's own: no environment, no file, so that it is the same for everyone.
  private static UpSettings settings(Path directory) {
    return Settings.read(
        new Settings.Sources(directory, Optional.empty(), Optional.empty(), Map.of(), Map.of()));
  }

  private void leave(Path directory) throws Exception {
    if (keep) {
      Main.out(spec).println("The data are in " + directory);
    } else {
      Trees.delete(directory);
    }
  }

  private static Path home() {
    String home = System.getenv("ZEITGEBER_HOME");
    if (home == null) {
      throw CommandFailure.usage("start it as ./zeitgeber demo, so that it finds the simulator");
    }
    return Path.of(home);
  }
}
