package io.zeitgeber.service.participant;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Recall;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.KeyGone;
import io.zeitgeber.persistence.journal.PastEntries;
import io.zeitgeber.persistence.journal.Sealing;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.WrappedKey;
import io.zeitgeber.persistence.recovery.Recovery;
import io.zeitgeber.persistence.recovery.SnapshotWriter;
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
  private final KeyRing keys;
  private final SnapshotWriter snapshots;
  private final Rules rules;

  /**
   * Between one node's participants and its journal.
   *
   * @param codeVersion of this code, as it is to stand in the entries
   * @param history where recalled records are read
   */
  public Recorder(
      Protocols protocols,
      String codeVersion,
      PastEntries history,
      ParticipantMeter meter,
      KeyRing keys,
      SnapshotWriter snapshots) {
    this(protocols, codeVersion, history, meter, keys, snapshots, Rules.CURRENT);
  }

  Recorder(
      Protocols protocols,
      String codeVersion,
      PastEntries history,
      ParticipantMeter meter,
      KeyRing keys,
      SnapshotWriter snapshots,
      Rules rules) {
    this.meter = meter;
    this.history = history;
    this.protocols = protocols;
    this.codec = new EntryCodec(codeVersion, rules.version());
    this.keys = keys;
    this.snapshots = snapshots;
    this.rules = rules;
  }

  /** Decides when a participant's snapshot is due. */
  SnapshotKeeper keeper(EntityId id) {
    return new SnapshotKeeper(id, rules.version(), snapshots);
  }

  /**
   * What came of an input.
   *
   * @param entries to be made durable; none when everything had been taken before
   * @param facts of the input's last part itself
   * @param answer to be given once they are; null where the history is needed first
   * @param pause what is needed before the rest can be taken; null where all was
   */
  record Taking(
      List<Recorded> entries, List<Fact> facts, @Nullable Taken answer, @Nullable Pause pause) {}

  /**
   * A step needs the participant's own history: how to go on with it.
   *
   * @param sequence of the last entry before
   * @param keys to open the entries with
   * @param rest of the input, not taken yet; null where nothing is
   * @param sofar counts of what was
   */
  record Pause(Recall wanted, long sequence, Keys keys, @Nullable Input rest, Taken sofar) {}

  Taking take(EntityId id, State state, Input input, long question) {
    return switch (state) {
      case Halted(String why) ->
          new Taking(List.of(), List.of(), new Taken(question, 0, 0, 0, why), null);
      case Unborn _ -> {
        Protocol first = protocols.current(id.study());
        Participant unknown = Participant.unknown(id.study(), id.participant(), first);
        yield take(new Known(unknown, Chain.START, 0), input, question);
      }
      case State.Opened _ ->
          throw new IllegalStateException(id + " was opened, and nothing came after it");
      case Known known -> take(known, input, question);
    };
  }

  private Taking take(Known known, Input input, long question) {
    Input fresh = fresh(known.participant(), input);
    int repeated = size(input) - (fresh == null ? 0 : size(fresh));
    Taken none = new Taken(question, 0, 0, repeated, null);
    return goOn(new ArrayList<>(2), known, fresh, none);
  }

  /** Puts right what waits, device by device, although it is not due. */
  Taking settle(Known known) {
    List<Recorded> entries = new ArrayList<>(2);
    Taken none = new Taken(0, 0, 0, 0, null);
    Known at = checkpointed(entries, known);
    Recall wanted = Step.early(at.participant());
    if (wanted == null) {
      return new Taking(entries, List.of(), none, null);
    }
    if (wanted.isEmpty()) {
      Input nothing = Input.Recalled.of(wanted, List.of());
      append(entries, at, nothing, rules.step().apply(at.participant(), nothing));
      return new Taking(entries, List.of(), none, null);
    }
    Pause pause = new Pause(wanted, at.sequence(), keys(at.chain()), null, none);
    return new Taking(entries, List.of(), null, pause);
  }

  /** Reads what a step asked for: blocks. */
  Input.Recalled recall(EntityId id, Pause pause) {
    return Input.Recalled.of(
        pause.wanted(),
        history.with(pause.keys()).before(id.toString(), pause.sequence() + 1, pause.wanted()));
  }

  /** Gives a participant what it asked for, and goes on with the rest. */
  Taking goOn(Known known, Pause pause, Input.Recalled recalled) {
    List<Recorded> entries = new ArrayList<>(2);
    Known at = append(entries, known, recalled, rules.step().apply(known.participant(), recalled));
    return goOn(entries, at, pause.rest(), pause.sofar());
  }

  private Taking goOn(List<Recorded> entries, Known from, @Nullable Input input, Taken before) {
    Known at = from;
    Input rest = input;
    Taken sofar = before;
    List<Fact> facts = List.of();
    while (rest != null) {
      at = checkpointed(entries, at);
      Recall wanted = Step.recall(at.participant(), rest);
      if (wanted != null && !wanted.isEmpty()) {
        Pause pause = new Pause(wanted, at.sequence(), keys(at.chain()), rest, sofar);
        return new Taking(entries, List.of(), null, pause);
      }
      if (wanted != null) {
        Input nothing = Input.Recalled.of(wanted, List.of());
        at = append(entries, at, nothing, rules.step().apply(at.participant(), nothing));
        continue;
      }
      if (rest instanceof Input.Tick tick && Step.fresh(at.participant(), tick) == null) {
        // It made a stretch be put right, and nothing else of it is due.
        break;
      }
      at = activated(entries, at, rest);
      Input kept = Step.kept(at.participant(), rest);
      Outcome outcome = rules.step().apply(at.participant(), kept);
      Input after = rest instanceof Input.Observed ? fresh(outcome.after(), rest) : null;
      Input taken = after == null ? kept : first(kept, size(rest) - size(after));
      int records = size(rest) - (after == null ? 0 : size(after));
      at = append(entries, at, taken, outcome);
      sofar = counted(sofar, records, outcome.facts());
      facts = outcome.facts();
      rest = after;
    }
    return new Taking(entries, facts, sofar, null);
  }

  private Known checkpointed(List<Recorded> entries, Known at) {
    if (at.sequence() == 0 || at.chain().rules() == rules.version()) {
      return at;
    }
    Input checkpoint = new Custody.Checkpoint(at.participant(), at.chain().rules());
    return append(entries, at, checkpoint, rules.step().apply(at.participant(), checkpoint));
  }

  private Known activated(List<Recorded> entries, Known at, Input next) {
    Protocols.Activation current = protocols.activation(at.participant().study());
    if (at.sequence() == 0
        || at.participant().status() == Enrolment.Status.ERASED
        || current.protocol().digest().equals(at.participant().protocol().digest())) {
      return at;
    }
    Input activate =
        new Input.Activate(
            current.protocol(),
            current.by(),
            current.reason(),
            receivedMicros(next),
            current.account());
    return append(entries, at, activate, rules.step().apply(at.participant(), activate));
  }

  private static Input first(Input input, int rows) {
    return input instanceof Input.Observed(Batch batch)
        ? new Input.Observed(batch.rows(0, rows))
        : input;
  }

  private Keys keys(Chain chain) {
    return whose -> whose.equals(Keys.INSTANCE) ? keys.instance() : chain.key();
  }

  private static Taken counted(Taken sofar, int records, List<Fact> facts) {
    int refused = 0;
    for (Fact fact : facts) {
      refused += fact instanceof Fact.Refused ? 1 : 0;
    }
    return new Taken(
        sofar.question(),
        sofar.observed() + records - refused,
        sofar.refused() + refused,
        sofar.repeated(),
        null);
  }

  private Known append(List<Recorded> entries, Known before, Input input, Outcome outcome) {
    Participant was = before.participant();
    Chain chain = sealed(before);
    @Nullable DataKey key = chain.key();
    StoredEntry entry =
        codec.encode(
            key == null ? Sealing.withInstance(keys.instance()) : Sealing.with(key),
            was.study(),
            was.id(),
            before.sequence() + 1,
            chain.digest(),
            was.protocol(),
            input,
            outcome.facts());
    @Nullable WrappedKey unstored = chain.unstored();
    Known after =
        new Known(
            outcome.after(),
            new Chain(entry.digest(), key, null, rules.version()),
            entry.sequence());
    entries.add(new Recorded(unstored == null ? entry : entry.introducing(unstored), after));
    meter.concluded(outcome.facts());
    return after;
  }

  /** With a key of the participant's own, new where there was none; without after an erasure. */
  private Chain sealed(Known known) {
    Chain chain = known.chain();
    Participant participant = known.participant();
    if (participant.status() == Enrolment.Status.ERASED) {
      return new Chain(chain.digest(), null, null, chain.rules());
    }
    if (chain.key() != null) {
      return chain;
    }
    KeyRing.Fresh fresh = keys.fresh(participant.study() + "/" + participant.id());
    return new Chain(chain.digest(), fresh.key(), fresh.wrapped(), chain.rules());
  }

  /** Takes an entry of the participant's history again. */
  State replay(EntityId id, State state, Recorded recorded) {
    if (state instanceof Halted) {
      return state;
    }
    try {
      State at = recorded.start() == null ? state : begun(id, recorded.start());
      return recorded.holdsEntry() ? replayed(id, at, recorded.entry()) : at;
    } catch (CorruptJournal | KeyGone | KeyUnusable broken) {
      log.error("{} is halted: {}", id.handle(), why(broken));
      return new Halted(String.valueOf(broken.getMessage()));
    }
  }

  /** Without the participant's id: logs never have it. */
  private static String why(RuntimeException broken) {
    return switch (broken) {
      case CorruptJournal corrupt -> "entry " + corrupt.sequence() + ": " + corrupt.why();
      case KeyGone gone -> "entry " + gone.sequence() + ": the key that sealed it is gone";
      default -> "its key cannot be used";
    };
  }

  /** Where a recovery begins: at a snapshot, or before an entry that brings a state, or at zero. */
  private State begun(EntityId id, Recovery start) {
    String trouble = start.trouble();
    if (trouble != null) {
      throw new KeyUnusable(trouble, null);
    }
    byte[] state = start.state();
    if (state == null) {
      return new State.Opened(
          new Chain(start.digest(), start.key(), null, rules.version()), start.sequence());
    }
    Participant participant =
        Participant.fromBytes(state, protocols.byDigest(Participant.protocolDigest(state)));
    if (!participant.study().equals(id.study()) || !participant.id().equals(id.participant())) {
      throw new CorruptJournal(id.toString(), start.sequence(), "the snapshot is another's");
    }
    return new Known(
        participant,
        new Chain(start.digest(), start.key(), null, rules.version()),
        start.sequence());
  }

  private State replayed(EntityId id, State state, StoredEntry stored) {
    Chain chain =
        switch (state) {
          case Known known -> known.chain();
          case State.Opened(Chain opened, _) -> opened;
          case Unborn _, Halted _ -> Chain.START;
        };
    EntryCodec.verify(chain.digest(), stored);
    Keys opening = keys(chain);
    Entry entry =
        EntryCodec.decode(stored.payload(), protocols::byDigest, opening, history.with(opening));
    boolean sealed = entry.header().seal() != EntryHeader.Seal.NONE;
    if (!sealed && chain.isSealed()) {
      throw new CorruptJournal(id.toString(), stored.sequence(), "not sealed, after sealed ones");
    }
    Participant participant =
        state instanceof Known known
            ? known.participant()
            : Participant.unknown(
                id.study(), id.participant(), protocols.byDigest(entry.header().protocol()));
    Outcome outcome = rules.step().apply(participant, entry.input());
    boolean erased = entry.header().seal() == EntryHeader.Seal.INSTANCE;
    return new Known(
        outcome.after(),
        new Chain(
            stored.digest(), erased ? null : chain.key(), null, entry.header().rules(), sealed),
        stored.sequence());
  }

  private static @Nullable Input fresh(Participant participant, Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> {
        Batch fresh = Step.fresh(participant, batch);
        yield fresh == null ? null : fresh == batch ? input : new Input.Observed(fresh);
      }
      case Input.Enrol(Enrolment enrolment) ->
          Step.fresh(participant, enrolment) == null ? null : input;
      case Input.Tick tick -> Step.fresh(participant, tick);
      case Input.Readmitted readmitted -> Step.fresh(participant, readmitted);
      case Input.Handle(var handling) -> Step.fresh(participant, handling) == null ? null : input;
      case Input.Activate _, Input.Recalled _, Custody _ -> input;
    };
  }

  private static int size(Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> batch.size();
      case Input.Enrol _, Input.Readmitted _ -> 1;
      case Input.Activate _, Input.Tick _, Input.Recalled _, Input.Handle _, Custody _ -> 0;
    };
  }

  private static long receivedMicros(Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> batch.receivedMicros()[0];
      case Input.Enrol(Enrolment enrolment) -> enrolment.receivedMicros();
      case Input.Activate activate -> activate.receivedMicros();
      case Input.Readmitted(Input record, _, _, _, _) -> receivedMicros(record);
      case Input.Tick(long receivedMicros) -> receivedMicros;
      case Input.Recalled _ ->
          throw new IllegalArgumentException("what is recalled comes from here alone");
      case Input.Handle(var handling) -> handling.receivedMicros();
      case Custody.Erase erase -> erase.receivedMicros();
      case Custody.Refrain(var records) -> records.receivedMicros()[0];
      case Custody.Checkpoint _ ->
          throw new IllegalArgumentException("nobody sends a checkpoint: it is made here");
    };
  }
}
