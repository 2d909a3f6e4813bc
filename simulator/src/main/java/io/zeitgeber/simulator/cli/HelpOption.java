package io.zeitgeber.simulator.cli;

import picocli.CommandLine.Option;

/** {@code --help} on every command. */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This page")
  private boolean help;

  /** Whether the page was asked for; picocli then shows it and runs nothing. */
  public boolean asked() {
    return help;
  }
}
