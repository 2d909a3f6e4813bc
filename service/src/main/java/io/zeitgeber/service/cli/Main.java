package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.database.DatabaseFailure;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.GenerationUnknown;
import io.zeitgeber.service.embedded.EmbeddedFailure;
import io.zeitgeber.service.node.StartRefused;
import io.zeitgeber.service.settings.SettingsError;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./zeitgeber}: every command but those of the simulator, which is a program of its own. */
@Command(
    name = "zeitgeber",
    sortOptions = false,
    versionProvider = Main.Version.class,
    header = "Heart rate goes in, a personal alert comes out, and a kill -9 changes nothing.",
    footer = {
      "",
      "Of a program of its own, which knows Kafka only: feed (real recordings), simulate (a cohort),",
      "score (how well it did). Of the launcher: warm (learn what runs hot), bench (measure).",
      "`zeitgeber COMMAND --help` teaches each. Start with `./zeitgeber demo`.",
      "",
      "Exit codes: 0 done and well; 1 it ran and found something; 2 wrong usage or input file;",
      "3 no instance, or Kafka or PostgreSQL out of reach; 4 refused; 130, 143 stopped by a signal."
    },
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      StatusCommand.class,
      StopCommand.class,
      AlertsCommand.class,
      TimelineCommand.class,
      QueryCommand.class,
      DoctorCommand.class,
      ProtocolCommand.class,
      TopicsCommand.class,
      JournalCommand.class,
      ReplayCommand.class,
      ExportCommand.class,
      ExplainCommand.class,
      ReconcileCommand.class,
      QuarantineCommand.class,
      RebuildCommand.class,
      AuditCommand.class,
      KeysCommand.class,
      EraseCommand.class,
      WithdrawCommand.class,
      HoldCommand.class,
      VersionCommand.class,
      InfraCommand.class
    })
public final class Main implements Callable<Integer> {

  /** What {@code --version} says. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {VersionCommand.text()};
    }
  }

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  /** No command: teaches them. */
  @Override
  public Integer call() {
    commandLine(spec).usage(err(spec));
    return Exit.USAGE;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    quietLogs(arguments);
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments));
  }

  // A service tells what it does; a command, and the demo's live view, only what goes wrong.
  private static void quietLogs(String[] arguments) {
    boolean serves = arguments.length > 0 && arguments[0].equals("up");
    if (!serves && System.getenv("ZEITGEBER_LOG_LEVEL") == null) {
      System.setProperty("ZEITGEBER_LOG_LEVEL", "WARN");
    }
  }

  /** Runs one command; what it prints goes to the given writers. Returns the exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new Main());
    taught(line);
    return line.setExecutionStrategy(
            typed -> {
              Invocation.remember(typed);
              return new CommandLine.RunLast().execute(typed);
            })
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((e, typed) -> misuse(e))
        .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command))
        .execute(arguments);
  }

  /** Where a command's results go. */
  static PrintWriter out(@Nullable CommandSpec spec) {
    return commandLine(spec).getOut();
  }

  /** Where a command's progress and warnings go. */
  static PrintWriter err(@Nullable CommandSpec spec) {
    return commandLine(spec).getErr();
  }

  /** The command as it was typed. */
  static CommandLine commandLine(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec, "set by picocli").commandLine();
  }

  // --help and --version for every command, however deep.
  private static void taught(CommandLine line) {
    line.getCommandSpec().mixinStandardHelpOptions(true);
    line.setUsageHelpWidth(100);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.getSubcommands().values().forEach(Main::taught);
  }

  private static int misuse(CommandLine.ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("zeitgeber: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command
        .getErr()
        .println("`" + command.getCommandSpec().qualifiedName() + " --help` says what it takes.");
    return Exit.USAGE;
  }

  private static int explain(Exception e, CommandLine command) throws Exception {
    int exit =
        switch (e) {
          case CommandFailure failure -> failure.exit();
          case SettingsError wrong -> Exit.USAGE;
          case EmbeddedFailure failure -> Exit.UNREACHABLE;
          case DatabaseFailure failure -> Exit.UNREACHABLE;
          case KafkaException failure -> Exit.UNREACHABLE;
          case GenerationUnknown moved -> Exit.REFUSED;
          case CorruptJournal broken -> Exit.FOUND;
          case StartRefused refused ->
              OutOfReach.isCauseOf(refused) ? Exit.UNREACHABLE : Exit.REFUSED;
          default -> throw e;
        };
    command.getErr().println("zeitgeber: " + e.getMessage());
    return exit;
  }
}
