package io.zeitgeber.participant.step;

import java.util.List;

/** The one function that changes a participant. Pure, total, deterministic. */
public final class Step {

  /**
   * Names the rules: raised by every change of this module that could make the same inputs give
   * other facts.
   */
  public static final int RULES_VERSION = 1;

  private Step() {}

  public static Outcome step(Participant before, Input input) {
    return new Outcome(before, List.of());
  }
}
