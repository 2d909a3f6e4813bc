package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.Shell;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code zeitgeber feed}. */
@Command(name = "feed", mixinStandardHelpOptions = true)
public final class FeedCommand implements Callable<Integer> {
  private final Shell shell;

  public FeedCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    shell.out().println("feed");
    return 0;
  }
}
