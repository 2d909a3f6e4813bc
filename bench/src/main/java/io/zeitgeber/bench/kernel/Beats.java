package io.zeitgeber.bench.kernel;

import io.zeitgeber.bench.load.Hearts;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.protocol.ProtocolText;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** One heart of the benches' cohort, as batches for its participant. */
final class Beats {
  /** Samples of each run of a kernel: 18 h of one participant. */
  static final int SAMPLES = 1 << 16;

  static final String STUDY = "S1";
  static final String PARTICIPANT = "P000000";

  private static final UUID TOPIC = new UUID(1, 2);

  // A partition holds the records of an eighth of 1,000 participants.
  private static final int NEIGHBOURS = 125;

  final Protocol protocol = ProtocolText.standard().core();
  final List<Input> inputs = new ArrayList<>();

  /**
   * @param each samples of a batch: what one slice brings of a participant
   */
  Beats(int each) {
    Hearts hearts = new Hearts(1, 1);
    SplittableRandom random = new SplittableRandom(1);
    long offset = 0;
    for (int from = 0; from < SAMPLES; from += each) {
      Batch.Builder batch = new Batch.Builder(TOPIC, "observations", 3, false, Originals.NONE);
      int source = batch.source(new Source("watch-1", "heart_rate"));
      for (int at = from; at < from + each; at++) {
        hearts.advance();
        offset += NEIGHBOURS / 2 + random.nextInt(NEIGHBOURS);
        batch.record(offset, hearts.stampMillis() * 1000, source, hearts.timeMillis() * 1000);
        batch.value(hearts.value());
      }
      inputs.add(new Input.Observed(batch.build()));
    }
  }

  /** Nobody yet. */
  Participant nobody() {
    return Participant.unknown(STUDY, PARTICIPANT, protocol);
  }

  /** What the steps make of the inputs, one after the other. */
  List<Outcome> outcomes() {
    List<Outcome> outcomes = new ArrayList<>();
    Participant participant = nobody();
    for (Input input : inputs) {
      Outcome outcome = Step.step(participant, input);
      outcomes.add(outcome);
      participant = outcome.after();
    }
    return outcomes;
  }

  /** The columns of an input. */
  static Batch batch(Input input) {
    if (input instanceof Input.Observed(Batch batch)) {
      return batch;
    }
    throw new IllegalArgumentException("only observations are made here");
  }
}
