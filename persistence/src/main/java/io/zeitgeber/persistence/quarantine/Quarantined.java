package io.zeitgeber.persistence.quarantine;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import org.jspecify.annotations.Nullable;

/** A record that could not become an observation. The array is not copied and not to be changed. */
public final class Quarantined {
  /** Who refused it. */
  public enum By {
    /** No participant was found for it. */
    INGEST,
    /** The participant's step; the journal has it too. */
    STEP
  }

  private final Origin origin;
  private final Refusal reason;
  private final String detail;
  private final @Nullable String study;
  private final @Nullable String participant;
  private final long receivedMicros;
  private final int length;
  private final byte @Nullable [] bytes;
  private final By by;

  /**
   * @param detail which field and what was expected; never what was sent
   * @param length of the record as it came
   * @param bytes of the record; null where they are not at hand
   */
  public Quarantined(
      Origin origin,
      Refusal reason,
      String detail,
      @Nullable String study,
      @Nullable String participant,
      long receivedMicros,
      int length,
      byte @Nullable [] bytes,
      By by) {
    this.origin = origin;
    this.reason = reason;
    this.detail = detail;
    this.study = study;
    this.participant = participant;
    this.receivedMicros = receivedMicros;
    this.length = length;
    this.bytes = bytes;
    this.by = by;
  }

  public Origin origin() {
    return origin;
  }

  public Refusal reason() {
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

  public By by() {
    return by;
  }
}
