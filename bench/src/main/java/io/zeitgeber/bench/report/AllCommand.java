package io.zeitgeber.bench.report;

import io.zeitgeber.bench.load.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      "Each measurement writes NAME.json and NAME.txt there, and report.md holds all texts; peers",
      "also writes peers.svg, and what it found is what latency and soak take their rates from. One",
      "that fails, or takes longer than --limit, is in the report with the reason, and the rest goes",
      "on. Allow three hours on two cores; with --quick half an hour, for figures that say no more",
      "than that everything runs. Exit code: the greatest of all.",
      "",
      "Example:",
      "  ./zeitgeber bench all --out bench-report"
    })
public final class AllCommand implements Callable<Integer> {
  private static final Set<String> TAKE_RATES = Set.of("latency", "soak");
  private static final String FIRST = "peers";
  private static final String PICTURE = "peers.svg";
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final Duration QUICK_LIMIT = Duration.ofMinutes(6);

  /** What makes each of them short. */
  private static final Map<String, List<String>> QUICK =
      Map.ofEntries(
          Map.entry("peers", List.of("--records", "1M", "--rounds", "1")),
          Map.entry(
              "latency",
              List.of("--warm-up", "5s", "--for", "10s", "--shares", "50", "--probe", "0")),
          Map.entry("waveform", List.of("--samples", "5M")),
          Map.entry(
              "cohort",
              List.of(
                  "--sizes", "1k,10k", "--records", "500k", "--live-for", "10s", "--rate", "10k")),
          Map.entry(
              "spike",
              List.of(
                  "--rate",
                  "2k",
                  "--participants",
                  "100",
                  "--for",
                  "10s",
                  "--before",
                  "20s",
                  "--after",
                  "40s")),
          Map.entry("soak", List.of("--for", "60s", "--rate", "10k")),
          Map.entry("query", List.of("--rate", "20k", "--calls", "500", "--for", "10s")),
          Map.entry("scale", List.of("--records", "1M")),
          Map.entry("knobs", List.of("--records", "1M", "--for", "10s")),
          Map.entry("kernels", List.of("--rounds", "2", "--warm-up", "1", "--for", "200ms")),
          Map.entry("replay", List.of("--samples", "500k", "--rounds", "4")),
          Map.entry("clock", List.of("--devices", "3", "--no-stress")),
          Map.entry("journal", List.of()));

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "bench-report")
  private Path directory = Path.of("bench-report");

  @Option(
      names = "--skip",
      paramLabel = "NAME",
      split = ",",
      description = "Measurements to leave out.")
  private List<String> skip = List.of();

  @Option(names = "--quick", description = "A short form of each.")
  private boolean quick;

  @Option(
      names = "--limit",
      paramLabel = "DURATION",
      converter = Span.class,
      description = "The most for one measurement. Default: 1h; with --quick 6m")
  private @Nullable Duration limit;

  @Spec private @Nullable CommandSpec spec;

  /** Made by picocli. */
  public AllCommand() {}

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(directory);
    CommandLine bench = Objects.requireNonNull(spec, "set by picocli").commandLine().getParent();
    StringBuilder report = new StringBuilder("# What was measured\n");
    int exit = 0;
    for (String name : names(bench)) {
      int code = run(bench, name);
      exit = Math.max(exit, code);
      String section = section(name, code);
      report.append(section);
      bench.getOut().println(section);
      bench.getOut().flush();
      Files.writeString(directory.resolve("report.md"), report, StandardCharsets.UTF_8);
    }
    bench.getOut().println("The report is in " + directory.toAbsolutePath());
    bench.getOut().flush();
    return exit;
  }

  private String section(String name, int code) throws IOException {
    String said = code == 0 ? "" : "Exit code " + code + ", as the last line says.\n\n";
    String picture =
        name.equals(FIRST) && Files.exists(directory.resolve(PICTURE))
            ? "\n![steady records a second](" + PICTURE + ")\n"
            : "";
    String text = Files.readString(Path.of(file(name, "txt")), StandardCharsets.UTF_8);
    return "\n## " + name + "\n\n" + said + text + picture;
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

  private int run(CommandLine bench, String name) throws IOException {
    List<String> words = new ArrayList<>(List.of(name, "--json", file(name, "json")));
    if (name.equals(FIRST)) {
      words.addAll(List.of("--svg", directory.resolve(PICTURE).toString()));
    }
    if (quick) {
      words.addAll(quick(name));
    } else if (TAKE_RATES.contains(name) && Files.exists(Path.of(file(FIRST, "json")))) {
      words.addAll(List.of("--sustained", file(FIRST, "json")));
    }
    bench.getErr().println("bench: " + String.join(" ", words));
    // A parse of its own, with its own output: the command's text goes to a file first.
    CommandLine command = new CommandLine(bench.getCommandSpec().userObject().getClass());
    Path text = Path.of(file(name, "txt"));
    try (PrintWriter out =
        new PrintWriter(Files.newBufferedWriter(text, StandardCharsets.UTF_8), true)) {
      Bounded bounded = new Bounded(limit == null ? quick ? QUICK_LIMIT : LIMIT : limit);
      command.setOut(out).setErr(bench.getErr());
      return bounded.run(command, words.toArray(String[]::new), out);
    }
  }

  /** What makes a measurement short. */
  static List<String> quick(String name) {
    return QUICK.getOrDefault(name, List.of());
  }

  private String file(String name, String ending) {
    return directory.resolve(name + "." + ending).toString();
  }
}
