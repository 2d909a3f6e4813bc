package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.handling.Handling;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Declined;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one function that changes a participant. Pure, total, deterministic. */
public final class Step {

  /**
   * Names the rules: raised by every change of this module that could make the same inputs give
   * other facts.
   */
  public static final int RULES_VERSION = 6;

  private Step() {}

  /**
   * What an input makes of a participant.
   *
   * <p>Records at or below the last offset taken from their partition were taken before and change
   * nothing. How records are cut into batches, and ticks between them, change neither the facts nor
   * the state that is reached.
   *
   * <p>Of a batch, what comes before the first {@link #recall} is taken; {@link #fresh} then gives
   * the rest.
   *
   * @throws IllegalArgumentException if what was recalled is not what was asked for, or something
   *     else comes where a recall is due
   */
  public static Outcome step(Participant before, Input input) {
    return switch (input) {
      case Input.Observed(Batch batch) -> Observing.step(before, batch);
      case Input.Enrol(Enrolment enrolment) -> Enrolling.step(before, enrolment);
      case Input.Activate activate -> activated(before, activate);
      case Input.Handle(Handling handling) -> Attending.step(before, handling);
      case Input.Recalled recalled -> Amending.step(before, recalled);
      case Input.Tick tick -> Waiting.step(before, tick);
      case Input.Readmitted(Input record, _, _, _, _) -> step(before, record);
      case Custody custody -> Custodial.step(before, custody);
    };
  }

  /**
   * What has to be recalled before this input, or the next record of it, can be taken; null if it
   * can be taken as it is. After each recall there may be another.
   */
  public static @Nullable Recall recall(Participant participant, Input next) {
    return switch (next) {
      case Input.Observed(Batch batch) -> {
        Batch fresh = fresh(participant, batch);
        yield fresh == null ? null : Recalling.due(participant, fresh.receivedMicros()[0]);
      }
      case Input.Enrol(Enrolment enrolment) ->
          fresh(participant, enrolment) == null ? null : Recalling.due(participant, Long.MIN_VALUE);
      case Input.Activate activate -> Recalling.due(participant, activate.receivedMicros());
      case Input.Tick(long receivedMicros) -> Recalling.due(participant, receivedMicros);
      case Input.Readmitted(Input record, _, _, _, _) -> recall(participant, record);
      case Custody _, Input.Recalled _, Input.Handle _ -> null;
    };
  }

  /**
   * What has to be recalled so that what waits is put right although it is not due; null if nothing
   * waits. For a recording that rests: nobody knows whether a record will ever bring its time on.
   * After each recall there may be another.
   */
  public static @Nullable Recall early(Participant participant) {
    return Recalling.early(participant);
  }

  /**
   * The input as it may be kept of this participant: whole, or, after they withdrew or were erased,
   * nothing of a record but origin, received time and length. This is what is journaled, and
   * stepped.
   */
  public static Input kept(Participant participant, Input input) {
    return Custodial.kept(participant, input);
  }

  /** The records of a batch that were not taken yet; null where none is new. */
  public static @Nullable Batch fresh(Participant participant, Batch batch) {
    long last = participant.lastOffset(batch.topicId(), batch.partition());
    long[] offsets = batch.offsets();
    int from = 0;
    while (from < batch.size() && offsets[from] <= last) {
      from++;
    }
    return from == batch.size() ? null : batch.rows(from, batch.size());
  }

  /** The enrolment record if it was not taken yet; null where it was. */
  public static @Nullable Enrolment fresh(Participant participant, Enrolment enrolment) {
    Origin origin = enrolment.origin();
    long last = participant.lastOffset(origin.topicId(), origin.partition());
    return origin.offset() <= last ? null : enrolment;
  }

  /** What is done about an alert, if it was not taken yet; null where it was. */
  public static @Nullable Handling fresh(Participant participant, Handling handling) {
    Origin origin = handling.origin();
    long last = participant.lastOffset(origin.topicId(), origin.partition());
    return origin.offset() <= last ? null : handling;
  }

  /** The tick if anything is due by then; null where it would change nothing. */
  public static Input.@Nullable Tick fresh(Participant participant, Input.Tick tick) {
    if (Recalling.due(participant, tick.receivedMicros()) != null) {
      return tick;
    }
    Long deadline = participant.absences().deadlineMicros();
    return deadline == null || deadline > tick.receivedMicros() ? null : tick;
  }

  /** The re-admission if it was not taken yet; null where it was. */
  public static Input.@Nullable Readmitted fresh(
      Participant participant, Input.Readmitted readmitted) {
    boolean isNew =
        switch (readmitted.record()) {
          case Input.Observed(Batch batch) -> fresh(participant, batch) != null;
          case Input.Enrol(Enrolment enrolment) -> fresh(participant, enrolment) != null;
          case Custody.Refrain(Declined declined) ->
              declined.offsets()[0] > participant.lastOffset(declined.topicId(), 0);
          default -> throw new IllegalArgumentException("only records are readmitted");
        };
    return isNew ? readmitted : null;
  }

  private static Outcome activated(Participant before, Input.Activate activate) {
    Protocol next = activate.protocol();
    if (next.digest().equals(before.protocol().digest())) {
      return new Outcome(before, List.of());
    }
    Fact fact =
        new Fact.ProtocolActivated(
            before.protocol().label(),
            next.label(),
            activate.by(),
            activate.reason(),
            activate.receivedMicros());
    List<Fact> facts = new ArrayList<>(List.of(fact));
    return Waiting.activated(before, before.following(next), activate.receivedMicros(), facts);
  }
}
