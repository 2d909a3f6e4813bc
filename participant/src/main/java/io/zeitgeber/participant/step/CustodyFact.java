package io.zeitgeber.participant.step;

import java.util.List;

/** Facts about what is kept of a participant. */
public sealed interface CustodyFact extends Fact {

  /** Nothing that was known of the participant can be read again. */
  record Erased(String by, List<String> approvers, String reason, long receivedMicros)
      implements CustodyFact {
    public Erased {
      approvers = List.copyOf(approvers);
    }
  }
}
