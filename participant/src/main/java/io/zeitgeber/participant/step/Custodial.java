package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Declined;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps no more of a participant than they agreed to. */
final class Custodial {
  private Custodial() {}

  static Outcome step(Participant before, Custody input) {
    return switch (input) {
      case Custody.Checkpoint checkpoint -> new Outcome(checkpoint.state(), List.of());
      case Custody.Erase erase ->
          new Outcome(
              erase.remainder(),
              List.of(
                  new CustodyFact.Erased(
                      erase.by(), erase.approvers(), erase.reason(), erase.receivedMicros())));
      case Custody.Refrain(Declined records) -> refrained(before, records);
    };
  }

  private static Outcome refrained(Participant before, Declined records) {
    List<Fact> facts = new ArrayList<>(records.size());
    for (int row = 0; row < records.size(); row++) {
      facts.add(
          new Fact.Refused(
              records.origin(row), records.reason(), "", records.receivedMicros()[row], null));
    }
    Participant after =
        before.having(
            records.topicId(),
            records.partition(),
            records.offsets()[records.size() - 1],
            before.arrivals() + records.size());
    return new Outcome(after, List.copyOf(facts));
  }

  /** The input as it may be kept: whole, or nothing but where it came from. */
  static Input kept(Participant participant, Input input) {
    @Nullable Refusal reason = declines(participant);
    return switch (input) {
      case Input.Observed(Batch batch) when reason != null ->
          new Custody.Refrain(declined(batch, reason));
      case Input.Enrol(Enrolment enrolment)
          when reason == Refusal.ERASED && enrolment.way().equals("topic") ->
          new Custody.Refrain(declined(enrolment));
      case Input.Readmitted(
              Input record,
              Origin first,
              String by,
              String why,
              @Nullable Account account)
          when kept(participant, record) instanceof Custody.Refrain refrained ->
          new Input.Readmitted(refrained, first, by, why, account);
      default -> input;
    };
  }

  /** Why nothing more is collected; null where it is. */
  static @Nullable Refusal declines(Participant participant) {
    return switch (participant.status()) {
      case ACTIVE, PAUSED -> null;
      case COMPLETED, WITHDRAWN -> Refusal.WITHDRAWN;
      case ERASED -> Refusal.ERASED;
    };
  }

  private static Declined declined(Batch batch, Refusal reason) {
    int[] lengths = new int[batch.size()];
    for (int row = 0; row < lengths.length; row++) {
      lengths[row] = batch.originals().length(batch.offsets()[row]);
    }
    return new Declined(
        batch.topicId(),
        batch.topic(),
        batch.partition(),
        batch.logAppendTime(),
        batch.offsets(),
        batch.receivedMicros(),
        lengths,
        reason);
  }

  private static Declined declined(Enrolment enrolment) {
    Origin origin = enrolment.origin();
    return new Declined(
        origin.topicId(),
        origin.topic(),
        origin.partition(),
        false,
        new long[] {origin.offset()},
        new long[] {enrolment.receivedMicros()},
        new int[] {enrolment.originals().length(origin.offset())},
        Refusal.ERASED);
  }
}
