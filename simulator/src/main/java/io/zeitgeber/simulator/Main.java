package io.zeitgeber.simulator;

import io.zeitgeber.simulator.cli.ExitCode;
import io.zeitgeber.simulator.cli.Failure;
import io.zeitgeber.simulator.cli.HelpOption;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cohort.SimulateCommand;
import io.zeitgeber.simulator.feed.FeedCommand;
import io.zeitgeber.simulator.score.ScoreCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The commands {@code feed}, {@code simulate} and {@code score} of {@code ./zeitgeber}. */
public final class Main {
  private static final int WIDTH = 100;

  private Main() {}

  public static void main(String[] words) {
    // Before the first logger: the class path may hold other modules' logback.xml.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "zeitgeber-simulator-logback.xml");
    }
    Shell shell = Shell.ofProcess();
    int exitCode = run(shell, words);
    shell.out().flush();
    shell.stop().finished();
    if (!shell.stop().requested()) {
      System.exit(exitCode);
    }
    // Stopped by a signal: the JVM ends by itself, with 130 or 143.
  }

  /** Runs one command and returns its exit code. */
  public static int run(Shell shell, String... words) {
    CommandLine commands =
        new CommandLine(new Zeitgeber())
            .addSubcommand(new FeedCommand(shell))
            .addSubcommand(new SimulateCommand(shell))
            .addSubcommand(new ScoreCommand(shell));
    commands.addMixin("help", new HelpOption());
    commands.getSubcommands().values().forEach(each -> each.addMixin("help", new HelpOption()));
    commands
        .setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setUsageHelpWidth(WIDTH)
        .setParameterExceptionHandler((e, _) -> wrongUsage(shell, e))
        .setExecutionExceptionHandler((e, _, _) -> failed(shell, e));
    return commands.execute(words);
  }

  private static int wrongUsage(Shell shell, CommandLine.ParameterException e) {
    shell.err().println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, shell.err());
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    shell.err().println("'./" + name + " --help' explains, with examples.");
    return ExitCode.WRONG_INPUT;
  }

  private static int failed(Shell shell, Exception e) {
    if (e instanceof Failure failure) {
      shell.err().println(failure.getMessage());
      return failure.exitCode();
    }
    e.printStackTrace(shell.err());
    shell.err().println("This is a defect of the simulator.");
    return ExitCode.BROKEN;
  }

  @Command(
      name = "zeitgeber",
      description =
          "Sends recordings, or a simulated cohort, to a running instance, and scores what comes of it.",
      synopsisSubcommandLabel = "feed|simulate|score")
  static final class Zeitgeber {}
}
