package io.zeitgeber.service.readmission;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Readmission;
import io.zeitgeber.persistence.quarantine.Readmissions;
import io.zeitgeber.service.decode.DecodeSettings;
import io.zeitgeber.service.decode.Enrolled;
import io.zeitgeber.service.decode.EnrolmentDecoder;
import io.zeitgeber.service.decode.Place;
import io.zeitgeber.service.decode.Quarantined;
import io.zeitgeber.service.decode.Share;
import io.zeitgeber.service.decode.Slice;
import io.zeitgeber.service.decode.SliceDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** Decodes a quarantined record's bytes again, by today's decoder, under its new origin. */
final class ReadmittedRecord {
  private final String enrolments;
  private final SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
  private final EnrolmentDecoder enrolmentDecoder = new EnrolmentDecoder(DecodeSettings.STANDARD);

  /**
   * @param enrolments name of the topic whose records are enrolments
   */
  ReadmittedRecord(String enrolments) {
    this.enrolments = enrolments;
  }

  Input input(Readmissions.Pending pending) {
    byte[] bytes = Objects.requireNonNull(pending.record().bytes(), "only whole records are asked");
    Origin origin = Readmission.origin(pending.study(), pending.participant(), pending.n());
    Input record =
        pending.first().topic().equals(enrolments)
            ? enrolment(pending, origin, bytes)
            : observation(pending, origin, bytes);
    return new Input.Readmitted(
        record, pending.first(), pending.by(), pending.why(), pending.account());
  }

  private Input enrolment(Readmissions.Pending pending, Origin origin, byte[] bytes) {
    return switch (enrolmentDecoder.decode(bytes, origin, pending.record().receivedMicros())) {
      case Enrolled enrolled -> new Input.Enrol(enrolled.enrolment());
      case Quarantined still ->
          flawed(pending, origin, bytes, new Flaw(still.reason(), still.detail()));
    };
  }

  private Input observation(Readmissions.Pending pending, Origin origin, byte[] bytes) {
    long received = pending.record().receivedMicros();
    decoder.clear();
    int row = bytes.length == 0 ? decoder.emptyRow() : decoder.decode(ByteBuffer.wrap(bytes));
    Slice slice =
        new Slice(
            decoder,
            new Place(origin.topicId(), origin.topic(), origin.partition(), false),
            received,
            received);
    slice.add(row, origin.offset(), received);
    List<Share> shares = slice.shares();
    if (shares.isEmpty()) {
      Quarantined still = slice.quarantined().getFirst();
      return flawed(pending, origin, bytes, new Flaw(still.reason(), still.detail()));
    }
    // The decoder is used again: what travels on keeps its own bytes.
    Batch decoded = shares.getFirst().parts().getFirst();
    return new Input.Observed(builder(origin, bytes).add(decoded, 0).build());
  }

  /** Still no observation: the participant refuses it once more, with today's reason. */
  private static Input flawed(
      Readmissions.Pending pending, Origin origin, byte[] bytes, Flaw flaw) {
    return new Input.Observed(
        builder(origin, bytes)
            .record(origin.offset(), pending.record().receivedMicros(), -1, 0)
            .flaw(flaw)
            .build());
  }

  private static Batch.Builder builder(Origin origin, byte[] bytes) {
    Originals originals = offset -> offset == origin.offset() ? bytes : null;
    return new Batch.Builder(
        origin.topicId(), origin.topic(), origin.partition(), false, originals);
  }
}
