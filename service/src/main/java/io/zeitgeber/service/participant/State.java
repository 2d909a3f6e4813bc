package io.zeitgeber.service.participant;

import io.zeitgeber.participant.step.Participant;

/** What the actor holds between two commands. */
public sealed interface State {

  /** Nothing was ever journaled. */
  enum Unborn implements State {
    INSTANCE
  }

  /**
   * A participant with a history.
   *
   * @param chain digest of the last entry
   * @param sequence of the last entry
   */
  record Known(Participant participant, Chain chain, long sequence) implements State {}

  /**
   * A recovery is about to begin: the first entry to take comes next.
   *
   * @param chain digest of the entry before it, and the key
   * @param sequence of the entry before it
   */
  record Opened(Chain chain, long sequence) implements State {}

  /** The history cannot be trusted: nothing is taken until an operator has repaired it. */
  record Halted(String why) implements State {}
}
