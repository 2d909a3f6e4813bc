package io.zeitgeber.service.participant;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.journal.Recorded;
import io.zeitgeber.service.participant.State.Halted;
import io.zeitgeber.service.participant.State.Known;
import io.zeitgeber.service.participant.State.Unborn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the core and the journal: makes a step, and makes of it the entry that is to be durable;
 * and the other way round on recovery. Holds no participant's state.
 */
public final class Recorder {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

  private final Protocols protocols;
  private final EntryCodec codec;
  private final ParticipantMeter meter;

  /**
   * @param codeVersion of this code, as it is to stand in the entries
   */
  public Recorder(Protocols protocols, String codeVersion, ParticipantMeter meter) {
    this.meter = meter;
    this.protocols = protocols;
    this.codec = new EntryCodec(codeVersion);
  }

  /**
   * What came of an input.
   *
   * @param entries to be made durable; none when everything had been taken before
   * @param answer to be given once they are
   */
  record Taking(List<Recorded> entries, Taken answer) {}

  Taking take(EntityId id, State state, Input input, long question) {
    return switch (state) {
      case Halted(String why) -> new Taking(List.of(), new Taken(question, 0, 0, 0, why));
      case Unborn _ -> {
        Protocol first = protocols.current(id.study());
        Participant unknown = Participant.unknown(id.study(), id.participant(), first);
        yield take(new Known(unknown, Chain.START, 0), input, question);
      }
      case Known known -> take(known, input, question);
    };
  }

  private Taking take(Known known, Input input, long question) {
    Input fresh = fresh(known.participant(), input);
    int repeated = size(input) - (fresh == null ? 0 : size(fresh));
    if (fresh == null) {
      return new Taking(List.of(), new Taken(question, 0, 0, repeated, null));
    }
    List<Recorded> entries = new ArrayList<>(2);
    Known at = known;
    Protocols.Activation current = protocols.activation(known.participant().study());
    if (known.sequence() > 0
        && !current.protocol().digest().equals(at.participant().protocol().digest())) {
      Input activate =
          new Input.Activate(
              current.protocol(), current.by(), current.reason(), receivedMicros(fresh));
      at = append(entries, at, activate, Step.step(at.participant(), activate));
    }
    Outcome outcome = Step.step(at.participant(), fresh);
    int refused = 0;
    for (Fact fact : outcome.facts()) {
      refused += fact instanceof Fact.Refused ? 1 : 0;
    }
    append(entries, at, fresh, outcome);
    meter.concluded(outcome.facts());
    return new Taking(entries, new Taken(question, size(fresh) - refused, refused, repeated, null));
  }

  private Known append(List<Recorded> entries, Known before, Input input, Outcome outcome) {
    Participant was = before.participant();
    StoredEntry entry =
        codec.encode(
            was.study(),
            was.id(),
            before.sequence() + 1,
            before.chain().digest(),
            was.protocol(),
            input,
            outcome.facts());
    Known after = new Known(outcome.after(), new Chain(entry.digest()), entry.sequence());
    entries.add(new Recorded(entry, after));
    return after;
  }

  /** Takes an entry of the participant's history again. */
  State replay(EntityId id, State state, StoredEntry stored) {
    if (state instanceof Halted) {
      return state;
    }
    try {
      byte[] before = state instanceof Known known ? known.chain().digest() : Chain.START.digest();
      EntryCodec.verify(before, stored);
      Entry entry = EntryCodec.decode(stored.payload(), protocols::byDigest);
      Participant participant =
          state instanceof Known known
              ? known.participant()
              : Participant.unknown(
                  id.study(), id.participant(), protocols.byDigest(entry.header().protocol()));
      Outcome outcome = Step.step(participant, entry.input());
      return new Known(outcome.after(), new Chain(stored.digest()), stored.sequence());
    } catch (CorruptJournal corrupt) {
      log.error("{} is halted: {}", id, corrupt.getMessage());
      return new Halted(String.valueOf(corrupt.getMessage()));
    }
  }

  private static @Nullable Input fresh(Participant participant, Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> {
        Batch fresh = Step.fresh(participant, batch);
        yield fresh == null ? null : fresh == batch ? input : new Input.Observed(fresh);
      }
      case Input.Enrol(Enrolment enrolment) ->
          Step.fresh(participant, enrolment) == null ? null : input;
      case Input.Readmitted readmitted -> Step.fresh(participant, readmitted);
      case Input.Activate _, Input.Tick _ -> input;
    };
  }

  private static int size(Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> batch.size();
      case Input.Enrol _, Input.Readmitted _ -> 1;
      case Input.Activate _, Input.Tick _ -> 0;
    };
  }

  private static long receivedMicros(Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> batch.receivedMicros()[0];
      case Input.Enrol(Enrolment enrolment) -> enrolment.receivedMicros();
      case Input.Activate activate -> activate.receivedMicros();
      case Input.Readmitted(Input record, _, _, _) -> receivedMicros(record);
      case Input.Tick(long receivedMicros) -> receivedMicros;
    };
  }
}
