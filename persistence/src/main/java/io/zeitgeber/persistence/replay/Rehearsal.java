package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Recall;
import io.zeitgeber.participant.step.Recollected;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.PastEntries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes recorded records as they were not taken then: other rules ask for other parts of the
 * history, and at other places, so what they ask for is read for them; what was recalled then is
 * not theirs.
 */
final class Rehearsal {
  private final PastEntries past;
  private final Set<Origin> refused = new HashSet<>();
  private Participant participant;

  /**
   * Begins with a participant of whom nothing is known.
   *
   * @param past the history of recorded entries
   */
  Rehearsal(Participant unknown, PastEntries past) {
    this.participant = unknown;
    this.past = past;
  }

  /**
   * Takes an input; returns what is concluded.
   *
   * @param sequence of the entry that holds it
   * @param arrivals how many records of the participant came up to the end of that entry
   */
  List<Fact> take(Input input, long sequence, long arrivals) {
    List<Fact> facts = new ArrayList<>();
    if (input instanceof Input.Recalled recalled) {
      if (recalled.wanted().early()) {
        rested(sequence, arrivals, facts);
      }
      return facts;
    }
    @Nullable Input rest = input;
    while (rest != null) {
      Recall wanted = Step.recall(participant, rest);
      if (wanted != null) {
        step(recalled(wanted, sequence, arrivals), facts);
        continue;
      }
      step(rest, facts);
      rest = rest(rest);
    }
    return facts;
  }

  /** The recording rested then: what waits by these rules is put right, too. */
  private void rested(long sequence, long arrivals, List<Fact> facts) {
    @Nullable Recall wanted = Step.early(participant);
    while (wanted != null) {
      step(recalled(wanted, sequence, arrivals), facts);
      wanted = Step.early(participant);
    }
  }

  private Input recalled(Recall wanted, long sequence, long arrivals) {
    List<Recollected> records =
        wanted.isEmpty()
            ? List.of()
            : past.through(
                participant.study() + "/" + participant.id(),
                sequence,
                arrivals,
                wanted,
                refused::contains);
    return Input.Recalled.of(wanted, records);
  }

  private @Nullable Input rest(Input taken) {
    if (taken instanceof Input.Observed(Batch batch)) {
      @Nullable Batch fresh = Step.fresh(participant, batch);
      return fresh == null ? null : new Input.Observed(fresh);
    }
    return null;
  }

  private void step(Input input, List<Fact> facts) {
    Outcome outcome = Step.step(participant, input);
    participant = outcome.after();
    facts.addAll(outcome.facts());
    for (Fact fact : outcome.facts()) {
      if (fact instanceof Fact.Refused refusal) {
        refused.add(refusal.origin());
      }
    }
  }
}
