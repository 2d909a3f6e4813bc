package io.zeitgeber.persistence.erasure;

import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Participant;
import java.util.List;

/**
 * A decision to erase one participant.
 *
 * @param approvers who agreed, two at least, all different
 * @param erasedMicros when it was decided
 */
public record Erasure(
    String study,
    String participant,
    String by,
    List<String> approvers,
    String reason,
    long erasedMicros) {

  public Erasure {
    approvers = approvers.stream().map(String::strip).distinct().toList();
    if (approvers.size() < 2 || approvers.contains("")) {
      throw new IllegalArgumentException("an erasure needs two approvers, and two different ones");
    }
    if (reason.isBlank() || by.isBlank()) {
      throw new IllegalArgumentException("an erasure needs a reason, and someone who asks for it");
    }
  }

  public String entity() {
    return study + "/" + participant;
  }

  /** What the participant's journal is told. */
  Custody.Erase input(Participant remainder) {
    return new Custody.Erase(by, approvers, reason, erasedMicros, remainder);
  }
}
