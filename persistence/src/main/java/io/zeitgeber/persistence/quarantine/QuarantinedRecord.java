package io.zeitgeber.persistence.quarantine;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.EntryFacts;
import org.jspecify.annotations.Nullable;

/** A record that was refused, and why. The bytes are not copied and not to be changed. */
public final class QuarantinedRecord {
  private final Origin origin;
  private final String reason;
  private final String detail;
  private final @Nullable String study;
  private final @Nullable String participant;
  private final long receivedMicros;
  private final int length;
  private final byte @Nullable [] bytes;

  /**
   * Takes a record as it came.
   *
   * @param reason name of the code
   * @param study as far as it could be read; likewise the participant
   * @param length of the record, also where its bytes are not at hand
   * @param bytes null where the record has none or they are not at hand
   */
  public QuarantinedRecord(
      Origin origin,
      String reason,
      String detail,
      @Nullable String study,
      @Nullable String participant,
      long receivedMicros,
      int length,
      byte @Nullable [] bytes) {
    this.origin = origin;
    this.reason = reason;
    this.detail = detail;
    this.study = study;
    this.participant = participant;
    this.receivedMicros = receivedMicros;
    this.length = length;
    this.bytes = bytes;
  }

  /** What the step has refused, with the bytes that its entry kept. */
  public static QuarantinedRecord of(EntryFacts entry, Fact.Refused refused) {
    Origin origin = refused.origin();
    byte @Nullable [] bytes = entry.originals().of(origin.offset());
    return new QuarantinedRecord(
        origin,
        refused.reason().name(),
        refused.detail(),
        entry.header().study(),
        entry.header().participant(),
        refused.receivedMicros(),
        entry.originals().length(origin.offset()),
        bytes);
  }

  public Origin origin() {
    return origin;
  }

  public String reason() {
    return reason;
  }

  public String detail() {
    return detail;
  }

  public @Nullable String study() {
    return study;
  }

  public @Nullable String participant() {
    return participant;
  }

  public long receivedMicros() {
    return receivedMicros;
  }

  public int length() {
    return length;
  }

  public byte @Nullable [] bytes() {
    return bytes;
  }
}
