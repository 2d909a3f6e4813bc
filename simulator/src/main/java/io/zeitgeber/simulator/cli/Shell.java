package io.zeitgeber.simulator.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command was started.
 *
 * @param out results
 * @param err progress and warnings
 * @param live whether {@code err} is a terminal, so that a line may be written over
 * @param stop what a signal sets off
 */
public record Shell(
    PrintStream out,
    PrintStream err,
    InputStream in,
    boolean live,
    Map<String, String> environment,
    StopSignal stop) {

  /** The shell of this process; its signals reach {@link #stop()}. */
  public static Shell ofProcess() {
    return new Shell(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        System.in,
        errIsTerminal(),
        System.getenv(),
        StopSignal.ofProcess(Thread.currentThread()));
  }

  public void warn(String sentence) {
    err.println("warning: " + sentence);
  }

  private static boolean errIsTerminal() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    Path stderr = Path.of("/proc/self/fd/2");
    if (Files.isSymbolicLink(stderr)) {
      try {
        String target = Files.readSymbolicLink(stderr).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      } catch (IOException e) {
        return false;
      }
    }
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
