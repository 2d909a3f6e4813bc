package io.zeitgeber.participant.step;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What surrounds a participant's step: remembers what was taken, and recalls it when asked. */
final class Shell {
  private final List<Recollected> history = new ArrayList<>();
  private final Set<Object> refused = new HashSet<>();
  private final List<Fact> facts = new ArrayList<>();
  private Participant participant;
  private final List<Fact> atOnce = new ArrayList<>();
  private int recalls;

  Shell(Protocol protocol) {
    participant = Participant.unknown("S1", "P001", protocol);
  }

  Participant participant() {
    return participant;
  }

  /** Goes on from the same state in another form. */
  void participant(Participant same) {
    participant = same;
  }

  List<Fact> facts() {
    return facts;
  }

  /** The facts that followed from the records themselves, not from what was put right. */
  List<Fact> atOnce() {
    return atOnce;
  }

  int recalls() {
    return recalls;
  }

  /** Takes the whole input, recalling what has to be recalled before and in between. */
  void take(Input input) {
    Input rest = input;
    while (rest != null) {
      Recall wanted = Step.recall(participant, rest);
      if (wanted != null) {
        recalls++;
        step(Input.Recalled.of(wanted, recalled(wanted)));
      } else {
        step(rest);
        rest = rest(rest);
      }
    }
  }

  /** Puts right what waits although it is not due. */
  void settle() {
    Recall wanted = Step.early(participant);
    while (wanted != null) {
      recalls++;
      step(Input.Recalled.of(wanted, recalled(wanted)));
      wanted = Step.early(participant);
    }
  }

  private @Nullable Input rest(Input taken) {
    if (taken instanceof Input.Observed(Batch batch)) {
      Batch fresh = Step.fresh(participant, batch);
      return fresh == null ? null : new Input.Observed(fresh);
    }
    return null;
  }

  private void step(Input input) {
    Participant before = participant;
    Outcome outcome = Step.step(before, input);
    participant = outcome.after();
    facts.addAll(outcome.facts());
    if (!(input instanceof Input.Recalled)) {
      atOnce.addAll(outcome.facts());
    }
    for (Fact fact : outcome.facts()) {
      if (fact instanceof Fact.Refused refusal) {
        refused.add(refusal.origin());
      }
    }
    if (input instanceof Input.Observed(Batch batch)) {
      remember(before, batch);
    }
  }

  private void remember(Participant before, Batch batch) {
    Batch fresh = Step.fresh(before, batch);
    if (fresh == null) {
      return;
    }
    Batch rest = Step.fresh(participant, fresh);
    int taken = fresh.size() - (rest == null ? 0 : rest.size());
    if (taken > 0) {
      long[] arrivals = new long[taken];
      for (int row = 0; row < taken; row++) {
        arrivals[row] = before.arrivals() + row + 1;
      }
      history.add(new Recollected(fresh.rows(0, taken), arrivals));
    }
  }

  private List<Recollected> recalled(Recall wanted) {
    List<Recollected> recalled = new ArrayList<>();
    for (Recollected part : history) {
      long[] arrivals = part.arrivals();
      if (arrivals[arrivals.length - 1] >= wanted.fromArrival()
          && arrivals[0] <= wanted.toArrival()) {
        add(part, wanted, recalled);
      }
    }
    return recalled;
  }

  private void add(Recollected part, Recall wanted, List<Recollected> to) {
    Batch batch = part.batch();
    Batch.Builder meant =
        new Batch.Builder(
                batch.topicId(), batch.topic(), batch.partition(), false, batch.originals())
            .receivedIsDevice(batch.receivedIsDevice());
    long[] arrivals = new long[batch.size()];
    for (int row = 0; row < batch.size(); row++) {
      int source = batch.sourceOf()[row];
      long arrival = part.arrivals()[row];
      if (arrival >= wanted.fromArrival()
          && arrival <= wanted.toArrival()
          && source >= 0
          && isOf(wanted, batch.sources().get(source))
          && !refused.contains(batch.origin(row))) {
        arrivals[meant.size()] = arrival;
        meant.add(batch, row);
      }
    }
    if (meant.size() > 0) {
      to.add(new Recollected(meant.build(), Arrays.copyOf(arrivals, meant.size())));
    }
  }

  private static boolean isOf(Recall wanted, Source source) {
    return source.device().equals(wanted.device());
  }
}
