package io.zeitgeber.bench.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;

/**
 * Runs a measurement that may hang: where it takes too long it is interrupted, as all of its waits
 * let it be, and cleans up.
 */
final class Bounded {
  private static final int FAILED = 1;
  private static final Duration CLEAN_UP = Duration.ofMinutes(2);

  private final Duration limit;

  Bounded(Duration limit) {
    this.limit = limit;
  }

  /** The command's exit code; why it failed, where it did, is the last line that goes out. */
  int run(CommandLine command, String[] words, PrintWriter out) {
    command.setExecutionExceptionHandler(
        (failure, _, _) -> {
          out.println("Failed: " + failure.getMessage());
          failure.printStackTrace(command.getErr());
          return FAILED;
        });
    AtomicInteger exit = new AtomicInteger(FAILED);
    Thread running =
        Thread.ofPlatform()
            .daemon()
            .name("measurement")
            .start(() -> exit.set(command.execute(words)));
    try {
      if (!running.join(limit)) {
        out.println("Given up after " + limit.toSeconds() + " s.");
        running.interrupt();
        if (!running.join(CLEAN_UP)) {
          // Going on beside it would measure both.
          throw new IllegalStateException(String.join(" ", words) + " cannot be stopped");
        }
        return FAILED;
      }
      return exit.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }
}
