package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.journal.Entry;

/**
 * A stretch of received time: [from, to), in microseconds.
 *
 * @param fromMicros {@link Long#MIN_VALUE} for the beginning
 * @param toMicros {@link Long#MAX_VALUE} for the end
 */
public record Range(long fromMicros, long toMicros) {

  /** Everything. */
  public static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

  /** Whether the first record of an entry was received inside. */
  boolean holds(Entry entry) {
    if (fromMicros == Long.MIN_VALUE && toMicros == Long.MAX_VALUE) {
      return true;
    }
    long received = firstReceived(entry.input());
    return received >= fromMicros && received < toMicros;
  }

  /** When the first record of an input was received. */
  static long firstReceived(Input input) {
    return switch (input) {
      case Input.Observed(var batch) ->
          batch.size() == 0 ? Long.MIN_VALUE : batch.receivedMicros()[0];
      case Input.Enrol(var enrolment) -> enrolment.receivedMicros();
      case Input.Activate activate -> activate.receivedMicros();
      case Input.Tick(long receivedMicros) -> receivedMicros;
      case Input.Readmitted(Input record, _, _, _, _) -> firstReceived(record);
      case Input.Handle(var handling) -> handling.receivedMicros();
      case Custody.Erase erase -> erase.receivedMicros();
      case Custody.Refrain(var records) -> records.receivedMicros()[0];
      case Input.Recalled _, Custody.Checkpoint _ -> Long.MIN_VALUE;
    };
  }
}
