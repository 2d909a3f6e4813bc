package io.zeitgeber.persistence.protocol;

import java.util.List;
import java.util.stream.Collectors;

/** A text is not a protocol; the message names every problem, one a line. */
public final class ProtocolRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // Not serialised: the message says the same.
  private final transient List<Problem> problems;

  ProtocolRefused(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
