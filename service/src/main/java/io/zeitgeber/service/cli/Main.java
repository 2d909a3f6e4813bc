package io.zeitgeber.service.cli;

import io.zeitgeber.service.embedded.EmbeddedFailure;
import io.zeitgeber.service.node.StartRefused;
import io.zeitgeber.service.settings.SettingsError;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code ./zeitgeber}: every command but those of the simulator, which is a program of its own. */
@Command(
    name = "zeitgeber",
    mixinStandardHelpOptions = true,
    subcommands = {UpCommand.class, InfraCommand.class})
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, java.nio.charset.StandardCharsets.UTF_8),
            arguments));
  }

  /** Runs one command; what it prints goes to the given writers. Returns the exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command))
        .execute(arguments);
  }

  /** Where a command's results go. */
  static PrintWriter out(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    return spec.commandLine().getOut();
  }

  /** Where a command's progress and warnings go. */
  static PrintWriter err(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    return spec.commandLine().getErr();
  }

  private static int explain(Exception e, CommandLine command) throws Exception {
    int exit =
        switch (e) {
          case CommandFailure failure -> failure.exit();
          case SettingsError wrong -> Exit.USAGE;
          case EmbeddedFailure failure -> Exit.UNREACHABLE;
          case StartRefused refused -> Exit.REFUSED;
          default -> throw e;
        };
    command.getErr().println("zeitgeber: " + e.getMessage());
    return exit;
  }
}
