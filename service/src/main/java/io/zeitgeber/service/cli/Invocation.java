package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.access.Access;
import io.zeitgeber.persistence.access.AccessLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command that was typed. Where it reads or changes participants' data in the database itself,
 * past the service, it goes into the access log before anything else: by the name that it was told,
 * or the operating system's, and not authenticated.
 */
final class Invocation {
  /** Those that show or change participants' data without asking the service. */
  private static final Set<String> LOGGED =
      Set.of(
          "timeline",
          "explain",
          "export",
          "replay",
          "erase",
          "hold",
          "quarantine show",
          "quarantine export",
          "quarantine readmit",
          "audit access");

  private static final Set<String> WRITES = Set.of("erase", "hold", "quarantine readmit");

  private static final AtomicReference<@Nullable Invocation> CURRENT = new AtomicReference<>();

  private final String command;
  private final ParseResult typed;
  private boolean logged;

  private Invocation(String command, ParseResult typed) {
    this.command = command;
    this.typed = typed;
  }

  /** From now on this is what runs. */
  static void remember(ParseResult top) {
    ParseResult typed = top;
    StringBuilder name = new StringBuilder();
    while (typed.hasSubcommand()) {
      typed = typed.subcommand();
      name.append(name.isEmpty() ? "" : " ").append(typed.commandSpec().name());
    }
    CURRENT.set(new Invocation(name.toString(), typed));
  }

  /** Logs the command that runs, once, where it has to be. */
  static void log(DataSource source) {
    Invocation current = CURRENT.get();
    if (current != null && !current.logged && LOGGED.contains(current.command)) {
      current.logged = true;
      new AccessLog(source).add(List.of(current.line()));
    }
  }

  private Access line() {
    return new Access(
        Instant.now(),
        option("--by").orElse(System.getProperty("user.name", "")),
        null,
        null,
        false,
        "cli " + command,
        WRITES.contains(command) ? Access.Action.WRITE : Access.Action.READ,
        option("--study").orElse(null),
        option("--participant").or(() -> positional("PARTICIPANT")).orElse(null),
        range(),
        "command line",
        "OK",
        "",
        "");
  }

  private String range() {
    StringBuilder range = new StringBuilder();
    for (String name : List.of("--from", "--to", "--until", "--channels")) {
      option(name).ifPresent(value -> range.append(range.isEmpty() ? "" : " ").append(value));
    }
    return range.toString();
  }

  private Optional<String> option(String name) {
    return Optional.ofNullable(typed.matchedOption(name)).flatMap(Invocation::text);
  }

  private Optional<String> positional(String label) {
    return typed.matchedPositionals().stream()
        .filter(it -> it.paramLabel().equals(label))
        .findFirst()
        .flatMap(Invocation::text);
  }

  private static Optional<String> text(ArgSpec argument) {
    List<String> values = argument.originalStringValues();
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
  }
}
