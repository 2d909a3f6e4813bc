package io.zeitgeber.service.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The simulator as a process of its own: it knows the wire contract only, and so it is run. */
final class Simulator {
  private final Process process;
  private final Path log;

  private Simulator(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a cohort that lives at the speed of the clock. */
  static Simulator start(Path home, String kafka, int participants, Path log) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath(home),
            "io.zeitgeber.simulator.Main",
            "simulate",
            "--speed",
            "1x",
            "--participants",
            Integer.toString(participants),
            "--seed",
            "1",
            "--to",
            kafka);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Simulator(process, log);
  }

  /** Why it ended, if it did: it never should by itself. */
  Optional<String> trouble() throws IOException {
    if (process.isAlive()) {
      return Optional.empty();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8).strip();
    return Optional.of("the simulator ended with " + process.exitValue() + ": " + said);
  }

  /** Lets it finish what it sends. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static String classPath(Path home) throws IOException {
    Path target = home.resolve("simulator").resolve("target");
    if (!Files.isDirectory(target)) {
      throw CommandFailure.usage("the simulator is not built; run ./zeitgeber, which builds it");
    }
    try (Stream<Path> jars = Files.list(target)) {
      String jar =
          jars.map(Path::toString)
              .filter(name -> name.matches(".*zeitgeber-simulator-[^/]*\\.jar"))
              .findFirst()
              .orElseThrow(() -> CommandFailure.usage("there is no jar in " + target));
      return jar + File.pathSeparator + target.resolve("lib") + File.separator + "*";
    }
  }
}
