package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.List;

/**
 * One entry, taken again.
 *
 * @param before the participant as the step found them
 * @param outcome what the step makes of the entry's input now
 */
public record Replayed(StoredEntry stored, Entry entry, Participant before, Outcome outcome) {

  public List<Fact> recorded() {
    return entry.facts();
  }

  public List<Fact> derived() {
    return outcome.facts();
  }
}
