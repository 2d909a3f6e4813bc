package io.zeitgeber.participant.step;

import io.zeitgeber.participant.observation.Declined;
import java.util.List;

/** Inputs about what is kept of a participant, rather than about what the participant sent. */
public sealed interface Custody extends Input {

  /**
   * The whole state that the participant goes on from. A participant's first entry under another
   * version of the rules is one, so that nobody needs the older rules to go on.
   *
   * @param rulesBefore the version of the rules that made the state
   */
  record Checkpoint(Participant state, int rulesBefore) implements Custody {}

  /**
   * The participant's key is destroyed: what was known of them can't be read again.
   *
   * @param approvers who agreed, two at least
   * @param remainder what is left to go on from: how far each partition was taken
   */
  record Erase(
      String by, List<String> approvers, String reason, long receivedMicros, Participant remainder)
      implements Custody {
    public Erase {
      approvers = List.copyOf(approvers);
    }
  }

  /** Records that came after the participant withdrew or was erased. */
  record Refrain(Declined records) implements Custody {}
}
