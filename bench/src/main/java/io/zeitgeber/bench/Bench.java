package io.zeitgeber.bench;

import io.zeitgeber.bench.clock.ClockBench;
import io.zeitgeber.bench.cohort.CohortCommand;
import io.zeitgeber.bench.endurance.SoakCommand;
import io.zeitgeber.bench.endurance.SpikeCommand;
import io.zeitgeber.bench.journal.JournalBench;
import io.zeitgeber.bench.journal.ReplayBench;
import io.zeitgeber.bench.kernel.KernelsCommand;
import io.zeitgeber.bench.knobs.KnobsCommand;
import io.zeitgeber.bench.latency.LatencyCommand;
import io.zeitgeber.bench.peers.PeersCommand;
import io.zeitgeber.bench.query.QueryCommand;
import io.zeitgeber.bench.report.AllCommand;
import io.zeitgeber.bench.scale.ScaleCommand;
import io.zeitgeber.bench.waveform.WaveformCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ScopeType;

/**
 * {@code ./zeitgeber bench}: measurements, each a subcommand. Results go to stdout, progress to
 * stderr; exit codes are those of the whole program (0 done, 1 a goal was missed, 2 wrong usage).
 */
@Command(
    name = "zeitgeber bench",
    description = "Measures, and says with what.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    subcommands = {
      PeersCommand.class,
      ClockBench.class,
      LatencyCommand.class,
      WaveformCommand.class,
      CohortCommand.class,
      SpikeCommand.class,
      SoakCommand.class,
      QueryCommand.class,
      ScaleCommand.class,
      JournalBench.class,
      ReplayBench.class,
      KernelsCommand.class,
      KnobsCommand.class,
      AllCommand.class,
    })
public final class Bench {
  private static final int WIDTH = 100;
  private static final int FAILED = 1;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "This page")
  private boolean help;

  private Bench() {}

  public static void main(String[] words) {
    System.exit(run(words));
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... words) {
    CommandLine commands = new CommandLine(new Bench());
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    commands.setUsageHelpWidth(WIDTH);
    commands.setExecutionExceptionHandler(
        (failure, command, _) -> {
          failure.printStackTrace(command.getErr());
          command
              .getErr()
              .println(
                  "bench: %s failed: %s".formatted(command.getCommandName(), failure.getMessage()));
          return FAILED;
        });
    return commands.execute(words);
  }

  /** Whether the page was asked for; picocli then shows it and runs nothing. */
  boolean asked() {
    return help;
  }
}
