package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.List;

/**
 * Anything that reaches a participant. Inputs are what the journal keeps; facts follow from them.
 */
public sealed interface Input permits Input.Recalled, Input.Observed, Input.Enrol, Input.Activate, Input.Tick, Custody {

  /** Observations of one participant out of one slice of one Kafka partition. */
  record Observed(Batch batch) implements Input {}

  /** A record of the topic {@code participants}, or its twin by another way. */
  record Enrol(Enrolment enrolment) implements Input {}

  /** From here on the participant follows another version of its study's protocol. */
  record Activate(Protocol protocol, String by, String reason, long receivedMicros)
      implements Input {}

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
   * Nothing was received until then. Makes visible sooner what the next record would have made
   * visible, and changes nothing else.
   */
  record Tick(long receivedMicros) implements Input {}
}
