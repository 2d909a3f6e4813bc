package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.Shell;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Lines that can't be taken: the first few named, all counted by what is wrong with them. */
final class BadLines {
  private static final int NAMED = 20;

  /** What is quoted from the lines makes each one's reason another. */
  private static final int MOST_REASONS = 50;

  private static final String OTHERS = "other reasons";

  private final Shell shell;
  private final Map<String, Long> reasons = new TreeMap<>();
  private long count;

  BadLines(Shell shell) {
    this.shell = shell;
  }

  void add(Source source, long line, String why) {
    count++;
    boolean known = reasons.containsKey(why) || reasons.size() < MOST_REASONS;
    reasons.merge(known ? why : OTHERS, 1L, Long::sum);
    if (count <= NAMED) {
      shell.err().println(source.name() + ":" + line + ": " + why);
    } else if (count == NAMED + 1) {
      shell.err().println("(further bad lines are counted only)");
    }
  }

  long count() {
    return count;
  }

  /** How many lines there were for each reason. */
  Map<String, Long> reasons() {
    return Collections.unmodifiableMap(reasons);
  }
}
