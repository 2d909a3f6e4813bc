package io.zeitgeber.bench.clock;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.zeitgeber.bench.process.Installation;
import io.zeitgeber.bench.report.Machine;
import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.ClockState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench clock}: the table of the clock model's errors. */
@Command(
    name = "clock",
    description = {
      "How well the clock model finds true time, per regime, on devices whose truth is known.",
      "Exit code 1 when a goal is missed. docs/clock.md explains the columns."
    },
    sortOptions = false)
public final class ClockBench implements Callable<Integer> {
  private static final DeviceClass[] CLASSES = DeviceClass.values();

  @Option(names = "--seed", defaultValue = "42", description = "Seed (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--devices",
      defaultValue = "54",
      description = "Devices a regime (default: ${DEFAULT-VALUE})")
  private int devices;

  @Option(
      names = "--weeks",
      defaultValue = "1",
      description = "Weeks a device (default: ${DEFAULT-VALUE})")
  private int weeks;

  @Option(
      names = "--regime",
      split = ",",
      description = "Only these (default: all; ${COMPLETION-CANDIDATES})")
  private Regime @Nullable [] regimes;

  @Option(
      names = "--stress",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "The stress cases too, 12 devices each (default: yes)")
  private boolean stress;

  @Option(
      names = "--floor-prior-ms",
      defaultValue = "0",
      description = "Least delay that the device class is known to have; corrections take it off")
  private long floorPriorMillis;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the rows there as well")
  private @Nullable Path json;

  @Spec private @Nullable CommandSpec spec;

  /** Made by picocli. */
  public ClockBench() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = commandLine().getOut();
    printSettings(out);
    List<Row> rows = new ArrayList<>();
    out.println(Row.HEAD);
    for (Regime regime : regimes == null ? Regime.values() : regimes) {
      add(out, rows, row(regime));
    }
    if (stress) {
      for (Stress each : Stress.values()) {
        add(out, rows, row(each));
      }
    }
    if (json != null) {
      write(rows, json);
    }
    return rows.stream().allMatch(row -> row.missed().isEmpty()) ? 0 : 1;
  }

  private static void add(PrintWriter out, List<Row> rows, Row row) {
    rows.add(row);
    out.println(row.markdown());
    out.flush();
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec, "set by picocli").commandLine();
  }

  private void printSettings(PrintWriter out) {
    List<String> words = commandLine().getParseResult().originalArgs();
    out.println("Command: ./zeitgeber bench " + String.join(" ", words));
    out.println(Machine.read(Installation.find()).text());
    out.println(
        "Settings: seed %d, %d devices a regime, %d week(s) each, least delay known %d ms\n"
            .formatted(seed, devices, weeks, floorPriorMillis));
  }

  private Row row(Regime regime) {
    Score score = new Score();
    List<ClockState> states = Collections.synchronizedList(new ArrayList<>());
    progress(regime.name(), score, () -> runAll(regime, score, states));
    double nanos =
        Cost.nanosPerSample(Arrays.stream(CLASSES).map(kind -> trace(regime, kind, 0)).toList());
    List<String> missed = floorPriorMillis > 0 ? List.of() : Goals.of(regime).missedBy(score);
    return new Row(regime.name(), score, nanos, Cost.bytesPerDevice(states), missed);
  }

  private void runAll(Regime regime, Score score, List<ClockState> states) {
    each(
        devices,
        device -> {
          Trace trace = trace(regime, CLASSES[device % CLASSES.length], device / CLASSES.length);
          DeviceRun.Outcome outcome = DeviceRun.of(trace, policy(), 7 * weeks);
          states.add(outcome.state());
          synchronized (score) {
            score.add(outcome.score());
          }
        });
  }

  private Row row(Stress each) {
    Score score = new Score();
    progress(
        each.name(),
        score,
        () ->
            each(
                12,
                device -> {
                  DeviceClass kind = CLASSES[device % CLASSES.length];
                  Trace whole = trace(each.regime, kind, 500 + device / CLASSES.length);
                  Trace trace = each.on(whole, seed + device);
                  DeviceRun.Outcome outcome = DeviceRun.of(trace, policy(), 7 * weeks);
                  synchronized (score) {
                    score.add(outcome.score());
                  }
                }));
    String name =
        String.format(Locale.ROOT, "stress: %s (withdrawn %d)", each.title, score.reopened);
    return new Row(name, score, Double.NaN, 0, List.of());
  }

  private ClockPolicy policy() {
    ClockPolicy plain = ClockPolicy.MODELLED;
    return new ClockPolicy(
        plain.source(), floorPriorMillis * 1000, plain.floorMaxMicros(), plain.defaultEpochs());
  }

  private Trace trace(Regime regime, DeviceClass kind, int device) {
    return Generator.trace(regime, kind, seed * 1_000 + device, 7 * weeks);
  }

  private interface Work {
    void on(int device);
  }

  private static void each(int count, Work work) {
    IntStream.range(0, count).parallel().forEach(work::on);
  }

  private void progress(String what, Score score, Runnable work) {
    long before = System.nanoTime();
    work.run();
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    PrintWriter err = commandLine().getErr();
    err.printf(
        Locale.ROOT,
        "bench: %s: %d devices, %d samples in %.1f s%n",
        what,
        score.devices,
        score.samples,
        took.toMillis() / 1000.0);
    err.flush();
  }

  private static void write(List<Row> rows, Path file) throws IOException {
    try (JsonGenerator to = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      to.useDefaultPrettyPrinter();
      to.writeStartArray();
      for (Row row : rows) {
        row.json(to);
      }
      to.writeEndArray();
    }
  }
}
