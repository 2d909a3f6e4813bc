package io.zeitgeber.service.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops an instance as Ctrl-C does, and waits until it is gone. */
@Command(
    name = "stop",
    description = "Stop an instance: it stops reading, finishes what it holds, and leaves.",
    footer = {
      "",
      "Exit codes: 0 it is gone; 3 nothing runs; 4 it may not be stopped, or does not end."
    })
final class StopCommand implements Callable<Integer> {

  @Mixin private InstanceOptions instance = new InstanceOptions();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait for it. Default: ${DEFAULT-VALUE}")
  private int waitSeconds = 120;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    ProcessHandle process = process();
    if (!process.destroy()) {
      throw CommandFailure.refused("process " + process.pid() + " may not be stopped by this user");
    }
    if (!ends(process, Duration.ofSeconds(waitSeconds))) {
      throw CommandFailure.refused(
          "process " + process.pid() + " still runs after " + waitSeconds + " s");
    }
    Main.out(spec).println("stopped process " + process.pid());
    return Exit.OK;
  }

  // One that is still starting has no ready file yet, but holds its directory.
  private ProcessHandle process() {
    Optional<ProcessHandle> process = instance.found().flatMap(InstanceOptions.Running::process);
    return process.or(() -> instance.directory().process()).orElseThrow(instance::nothingRuns);
  }

  private static boolean ends(ProcessHandle process, Duration wait) throws InterruptedException {
    try {
      process.onExit().get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for process " + process.pid(), e);
    }
  }
}
