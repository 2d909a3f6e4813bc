package io.zeitgeber.service.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running first process of the PostgreSQL on one data directory, found by its pid file. */
final class Postmaster {
  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

  private final ProcessHandle process;
  private final Path data;

  private Postmaster(ProcessHandle process, Path data) {
    this.process = process;
    this.data = data;
  }

  /**
   * Who runs on this directory. A pid file whose number now belongs to another program, as after a
   * restart of the machine, is removed: PostgreSQL itself would refuse to start over it.
   */
  static Optional<Postmaster> of(Path data) {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      Optional<ProcessHandle> process =
          lines.isEmpty()
              ? Optional.empty()
              : ProcessHandle.of(Long.parseLong(lines.get(0).trim()));
      if (process.isEmpty() || !process.get().isAlive()) {
        return Optional.empty();
      }
      if (!runsOn(process.get(), data)) {
        log.info("process {} is not the PostgreSQL that {} names", process.get().pid(), file);
        Files.delete(file);
        return Optional.empty();
      }
      return Optional.of(new Postmaster(process.get(), data));
    } catch (IOException | NumberFormatException e) {
      throw new EmbeddedFailure("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static boolean runsOn(ProcessHandle process, Path data) {
    String command = process.info().commandLine().orElse("");
    return command.contains("postgres") && command.contains(data.toString());
  }

  long pid() {
    return process.pid();
  }

  /** Ends all sessions, writes everything and ends; harsher when that takes too long. */
  void stop(Duration wait) {
    if (!process.isAlive()) {
      return;
    }
    signal("INT");
    if (!ends(wait)) {
      log.warn("PostgreSQL {} on {} did not stop in {}; ending it at once", pid(), data, wait);
      signal("QUIT");
      if (!ends(wait)) {
        throw new EmbeddedFailure("PostgreSQL " + pid() + " on " + data + " does not stop");
      }
    }
  }

  /** SIGKILL; its children see that it is gone and end by themselves. */
  void kill(Duration wait) {
    List<ProcessHandle> children = process.children().toList();
    process.destroyForcibly();
    if (!ends(wait) || !children.stream().allMatch(child -> ends(child, wait))) {
      throw new EmbeddedFailure("PostgreSQL " + pid() + " on " + data + " survives a SIGKILL");
    }
  }

  private boolean ends(Duration wait) {
    return ends(process, wait);
  }

  private static boolean ends(ProcessHandle process, Duration wait) {
    try {
      process.onExit().get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new EmbeddedFailure("cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedFailure("interrupted while PostgreSQL stops", e);
    }
  }

  // PostgreSQL tells its ways to stop apart by signals that Java has no call for.
  private void signal(String name) {
    try {
      int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
      if (exit != 0 && process.isAlive()) {
        throw new EmbeddedFailure("may not stop PostgreSQL " + pid() + " on " + data);
      }
    } catch (IOException e) {
      throw new EmbeddedFailure("cannot signal PostgreSQL " + pid() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedFailure("interrupted while PostgreSQL stops", e);
    }
  }
}
