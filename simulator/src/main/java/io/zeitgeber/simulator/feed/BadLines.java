package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.Shell;

/** Lines that can't be taken: counted, and the first few named. */
final class BadLines {
  private static final int NAMED = 20;

  private final Shell shell;
  private long count;

  BadLines(Shell shell) {
    this.shell = shell;
  }

  void add(Source source, long line, String why) {
    count++;
    if (count <= NAMED) {
      shell.err().println(source.name() + ":" + line + ": " + why);
    } else if (count == NAMED + 1) {
      shell.err().println("(further bad lines are counted only)");
    }
  }

  long count() {
    return count;
  }
}
