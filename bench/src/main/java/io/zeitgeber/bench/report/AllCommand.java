package io.zeitgeber.bench.report;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Every measurement, one after the other, and one report of all. */
@Command(
    name = "all",
    description = "Every measurement, and the whole report in a directory.",
    footer = {
      "",
      "Each measurement writes NAME.json and NAME.txt there; peers also peers.svg, and what it found",
      "is what latency and soak take their rates from. Allow three hours on two cores.",
      "Exit code: the greatest of all."
    })
public final class AllCommand implements Callable<Integer> {
  private static final Set<String> TAKE_RATES = Set.of("latency", "soak");
  private static final String FIRST = "peers";

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "bench-report")
  private Path directory = Path.of("bench-report");

  @Option(
      names = "--skip",
      paramLabel = "NAME",
      split = ",",
      description = "Measurements to leave out.")
  private List<String> skip = List.of();

  @Spec private @Nullable CommandSpec spec;

  /** Made by picocli. */
  public AllCommand() {}

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(directory);
    CommandLine bench = Objects.requireNonNull(spec, "set by picocli").commandLine().getParent();
    int exit = 0;
    for (String name : names(bench)) {
      exit = Math.max(exit, run(bench, name));
    }
    bench.getOut().println("The report is in " + directory.toAbsolutePath());
    return exit;
  }

  // Peers first: others take their rates from it.
  private List<String> names(CommandLine bench) {
    List<String> names = new ArrayList<>(bench.getSubcommands().keySet());
    names.removeAll(skip);
    names.remove("all");
    if (names.remove(FIRST)) {
      names.addFirst(FIRST);
    }
    return names;
  }

  private int run(CommandLine bench, String name) throws Exception {
    List<String> words = new ArrayList<>(List.of("--json", file(name, "json")));
    if (name.equals(FIRST)) {
      words.addAll(List.of("--svg", file(name, "svg")));
    }
    if (TAKE_RATES.contains(name) && Files.exists(Path.of(file(FIRST, "json")))) {
      words.addAll(List.of("--sustained", file(FIRST, "json")));
    }
    bench.getErr().println("bench: " + name + " " + String.join(" ", words));
    // A parse of its own, with its own output: the command's text goes to a file and to the
    // terminal.
    CommandLine command = new CommandLine(bench.getCommandSpec().userObject().getClass());
    Path text = Path.of(file(name, "txt"));
    int exit;
    try (PrintWriter out =
        new PrintWriter(Files.newBufferedWriter(text, StandardCharsets.UTF_8), true)) {
      words.addFirst(name);
      exit = command.setOut(out).setErr(bench.getErr()).execute(words.toArray(String[]::new));
    }
    bench.getOut().println("## " + name + "\n");
    bench.getOut().println(Files.readString(text, StandardCharsets.UTF_8));
    bench.getOut().flush();
    return exit;
  }

  private String file(String name, String ending) {
    return directory.resolve(name + "." + ending).toString();
  }
}
