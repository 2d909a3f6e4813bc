package io.zeitgeber.service.ingest;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.service.decode.Quarantined;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records that go to the quarantine from here: no participant takes them. */
final class SetAside {
  private SetAside() {}

  /** What the decoder found no participant for. */
  static QuarantinedRecord byIngest(Reading reading, Quarantined record) {
    reading.refused(record.offset());
    return new QuarantinedRecord(
        new Origin(reading.topicId(), reading.topic(), reading.partition(), record.offset()),
        record.reason().name(),
        record.detail(),
        record.study(),
        record.participant(),
        record.receivedMicros(),
        record.length(),
        record.bytes());
  }

  /** A halted participant's records, in order. */
  static List<QuarantinedRecord> halted(Share share, Input part, String why) {
    return switch (part) {
      case Input.Observed(Batch batch) -> {
        List<QuarantinedRecord> records = new ArrayList<>(batch.size());
        for (int row = 0; row < batch.size(); row++) {
          Origin origin = batch.origin(row);
          records.add(
              halted(
                  share,
                  origin,
                  batch.receivedMicros()[row],
                  batch.originals().of(origin.offset()),
                  why));
        }
        yield records;
      }
      case Input.Enrol(Enrolment enrolment) ->
          List.of(
              halted(
                  share,
                  enrolment.origin(),
                  enrolment.receivedMicros(),
                  enrolment.originals().of(enrolment.origin().offset()),
                  why));
      case Input.Activate _,
          Input.Tick _,
          Input.Readmitted _,
          Input.Recalled _,
          Input.Handle _,
          Custody _ ->
          List.of();
    };
  }

  private static QuarantinedRecord halted(
      Share share, Origin origin, long receivedMicros, byte @Nullable [] bytes, String why) {
    return new QuarantinedRecord(
        origin,
        Refusal.PARTICIPANT_HALTED.name(),
        why,
        share.id().study(),
        share.id().participant(),
        receivedMicros,
        bytes == null ? 0 : bytes.length,
        bytes);
  }
}
