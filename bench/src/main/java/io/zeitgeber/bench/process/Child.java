package io.zeitgeber.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One running program; what it prints is handed on line by line, its errors go to a file. */
public final class Child implements AutoCloseable {
  private static final int PATIENCE_S = 30;
  private static final int LAST_LINES = 30;

  // What still runs when the bench itself is told to end.
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  private final String name;
  private final Process process;
  private final Path errors;

  private Child(String name, Process process, Path errors) {
    this.name = name;
    this.process = process;
    this.errors = errors;
  }

  /**
   * Starts a program.
   *
   * @param name for messages and for the file of its errors
   * @param directory where that file goes
   * @param environment more variables
   * @param line takes each line of its output, on a thread of its own
   */
  public static Child start(
      String name,
      Path directory,
      List<String> command,
      Map<String, String> environment,
      Consumer<String> line) {
    try {
      Files.createDirectories(directory);
      Path errors = directory.resolve(name + ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(errors.toFile()).directory(directory.toFile());
      builder.environment().put("ZEITGEBER_NO_BUILD", "1");
      builder.environment().putAll(environment);
      Process process = builder.start();
      RUNNING.add(process);
      process.getOutputStream().close();
      Thread.ofPlatform().daemon().name("lines-of-" + name).start(() -> read(process, line));
      return new Child(name, process, errors);
    } catch (IOException failed) {
      throw new UncheckedIOException(name + " does not start", failed);
    }
  }

  private static void read(Process process, Consumer<String> line) {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String read = out.readLine(); read != null; read = out.readLine()) {
        line.accept(read);
      }
    } catch (IOException closed) {
      if (process.isAlive()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code; −1 while it runs. */
  public int exit() {
    return process.isAlive() ? -1 : process.exitValue();
  }

  /** Fails with the end of its errors when it has ended. */
  public void mustBeAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          name + " ended with exit code " + process.exitValue() + ":\n" + lastErrors());
    }
  }

  private String lastErrors() {
    try {
      List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException unreadable) {
      return errors + " cannot be read: " + unreadable.getMessage();
    }
  }

  /** Asks all that still run to end, and waits for each as {@link #close} does. */
  public static void endAll() {
    RUNNING.forEach(process -> process.toHandle().destroy());
    RUNNING.forEach(Child::await);
  }

  /** Ends it as a power failure would. */
  public void kill() {
    var _ = process.toHandle().destroyForcibly();
    await(process);
  }

  /** Asks it to end, and ends it after half a minute. */
  @Override
  public void close() {
    // Not process.destroy(): that closes its output while it is still read.
    var _ = process.toHandle().destroy();
    await(process);
  }

  private static void await(Process process) {
    try {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      RUNNING.remove(process);
    } catch (InterruptedException interrupted) {
      var _ = process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
