package io.zeitgeber.service.participant;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Recall;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.PastEntries;
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
  private final PastEntries history;
  private final ParticipantMeter meter;

  /**
   * Between one node's participants and its journal.
   *
   * @param codeVersion of this code, as it is to stand in the entries
   * @param history where recalled records are read
   */
  public Recorder(
      Protocols protocols, String codeVersion, PastEntries history, ParticipantMeter meter) {
    this.meter = meter;
    this.history = history;
    this.protocols = protocols;
    this.codec = new EntryCodec(codeVersion);
  }

  /**
   * What came of an input.
   *
   * @param entries to be made durable; none when everything had been taken before
   * @param answer to be given once they are; null where the history is needed first
   * @param pause what is needed before the rest can be taken; null where all was
   */
  record Taking(List<Recorded> entries, @Nullable Taken answer, @Nullable Pause pause) {}

  /**
   * A step needs the participant's own history: how to go on with it.
   *
   * @param sequence of the last entry before
   * @param rest of the input, not taken yet
   * @param sofar counts of what was
   */
  record Pause(Recall wanted, long sequence, Input rest, Taken sofar) {}

  Taking take(EntityId id, State state, Input input, long question) {
    return switch (state) {
      case Halted(String why) ->
          new Taking(List.of(), new Taken(question, 0, 0, 0, why), null);
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
    Taken none = new Taken(question, 0, 0, repeated, null);
    return goOn(new ArrayList<>(2), known, fresh, none);
  }

  /** Reads what a step asked for: blocks. */
  Input.Recalled recall(EntityId id, Pause pause) {
    return Input.Recalled.of(
        pause.wanted(), history.before(id.toString(), pause.sequence() + 1, pause.wanted()));
  }

  /** Gives a participant what it asked for, and goes on with the rest. */
  Taking goOn(Known known, Pause pause, Input.Recalled recalled) {
    List<Recorded> entries = new ArrayList<>(2);
    Known at = append(entries, known, recalled, Step.step(known.participant(), recalled));
    return goOn(entries, at, pause.rest(), pause.sofar());
  }

  private Taking goOn(List<Recorded> entries, Known from, @Nullable Input input, Taken before) {
    Known at = from;
    Input rest = input;
    Taken sofar = before;
    while (rest != null) {
      Recall wanted = Step.recall(at.participant(), rest);
      if (wanted != null && !wanted.isEmpty()) {
        return new Taking(entries, null, new Pause(wanted, at.sequence(), rest, sofar));
      }
      if (wanted != null) {
        Input.Recalled nothing = Input.Recalled.of(wanted, List.of());
        at = append(entries, at, nothing, Step.step(at.participant(), nothing));
        continue;
      }
      at = activated(entries, at, rest);
      Outcome outcome = Step.step(at.participant(), rest);
      Input after = rest instanceof Input.Observed ? fresh(outcome.after(), rest) : null;
      Input taken = after == null ? rest : first(rest, size(rest) - size(after));
      at = append(entries, at, taken, outcome);
      sofar = counted(sofar, taken, outcome.facts());
      rest = after;
    }
    return new Taking(entries, sofar, null);
  }

  private Known activated(List<Recorded> entries, Known at, Input next) {
    Protocols.Activation current = protocols.activation(at.participant().study());
    if (at.sequence() == 0
        || current.protocol().digest().equals(at.participant().protocol().digest())) {
      return at;
    }
    Input activate =
        new Input.Activate(
            current.protocol(), current.by(), current.reason(), receivedMicros(next));
    return append(entries, at, activate, Step.step(at.participant(), activate));
  }

  private static Input first(Input input, int rows) {
    return input instanceof Input.Observed(Batch batch)
        ? new Input.Observed(batch.rows(0, rows))
        : input;
  }

  private Taken counted(Taken sofar, Input taken, List<Fact> facts) {
    int refused = 0;
    for (Fact fact : facts) {
      refused += fact instanceof Fact.Refused ? 1 : 0;
    }
    return new Taken(
        sofar.question(),
        sofar.observed() + size(taken) - refused,
        sofar.refused() + refused,
        sofar.repeated(),
        null);
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
    meter.concluded(outcome.facts());
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
      Entry entry = EntryCodec.decode(stored.payload(), protocols::byDigest, history);
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
      case Input.Activate _, Input.Tick _, Input.Recalled _ -> input;
    };
  }

  private static int size(Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> batch.size();
      case Input.Enrol _ -> 1;
      case Input.Activate _, Input.Tick _, Input.Recalled _ -> 0;
    };
  }

  private static long receivedMicros(Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> batch.receivedMicros()[0];
      case Input.Enrol(Enrolment enrolment) -> enrolment.receivedMicros();
      case Input.Activate activate -> activate.receivedMicros();
      case Input.Tick(long receivedMicros) -> receivedMicros;
      case Input.Recalled _ ->
          throw new IllegalArgumentException("what is recalled comes from here alone");
    };
  }
}
