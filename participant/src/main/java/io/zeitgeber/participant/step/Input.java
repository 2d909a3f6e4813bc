package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.handling.Handling;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Anything that reaches a participant. Inputs are what the journal keeps; facts follow from them.
 */
public sealed interface Input
    permits Input.Observed,
        Input.Enrol,
        Input.Activate,
        Input.Tick,
        Input.Recalled,
        Input.Readmitted,
        Input.Handle,
        Custody {

  /** Observations of one participant out of one slice of one Kafka partition. */
  record Observed(Batch batch) implements Input {}

  /** A record of the topic {@code participants}, or its twin by another way. */
  record Enrol(Enrolment enrolment) implements Input {}

  /** A person does something about an alert. No record of a topic: it counts as no arrival. */
  record Handle(Handling handling) implements Input {}

  /** From here on the participant follows another version of its study's protocol. */
  record Activate(
      Protocol protocol, String by, String reason, long receivedMicros, @Nullable Account account)
      implements Input {

    /** By somebody whom nothing but the name tells. */
    public Activate(Protocol protocol, String by, String reason, long receivedMicros) {
      this(protocol, by, reason, receivedMicros, null);
    }
  }

  /**
   * What a participant asked for of their own history. Comes before any other input; the journal
   * keeps what was asked and the digest, the records are read again where they stand.
   *
   * @param digest {@link Recollected#digest} of the records
   */
  record Recalled(Recall wanted, String digest, List<Recollected> records) implements Input {

    /** The records that were read, under their digest. */
    public static Recalled of(Recall wanted, List<Recollected> records) {
      return new Recalled(wanted, Recollected.digest(records), List.copyOf(records));
    }
  }

  /**
   * A record out of the quarantine, let in again by an operator. Its origin is {@link
   * Readmission#origin}; numbers follow each other without gaps.
   *
   * @param record one record, as {@link Observed} or {@link Enrol}, under its new origin and with
   *     the received time that it has had from the first; or, after they withdrew, the {@link
   *     Custody.Refrain} that is all that may be kept of it
   * @param first where it came from first
   * @param by who let it in, and why
   * @param account that proves who; null where it is only claimed
   */
  record Readmitted(Input record, Origin first, String by, String reason, @Nullable Account account)
      implements Input {

    /** By somebody whom nothing but the name tells. */
    public Readmitted(Input record, Origin first, String by, String reason) {
      this(record, first, by, reason, null);
    }
  }

  /**
   * Nothing was received until then. Makes visible sooner what the next record would have made
   * visible, and changes nothing else.
   */
  record Tick(long receivedMicros) implements Input {}
}
