package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record that no participant can be found for, with its bytes. */
public final class Quarantined implements EnrolmentFate {
  private final long offset;
  private final long receivedMicros;
  private final Flaw flaw;
  private final @Nullable String study;
  private final @Nullable String participant;
  private final byte[] bytes;

  Quarantined(
      long offset,
      long receivedMicros,
      Flaw flaw,
      @Nullable String study,
      @Nullable String participant,
      byte[] bytes) {
    this.offset = offset;
    this.receivedMicros = receivedMicros;
    this.flaw = flaw;
    this.study = study;
    this.participant = participant;
    this.bytes = bytes;
  }

  public long offset() {
    return offset;
  }

  public long receivedMicros() {
    return receivedMicros;
  }

  public Refusal reason() {
    return flaw.reason();
  }

  /** Which field and what was expected; never what was sent. */
  public String detail() {
    return flaw.detail();
  }

  /** The study, where a valid one could be read. */
  public @Nullable String study() {
    return study;
  }

  /** The participant, where a valid one could be read. */
  public @Nullable String participant() {
    return participant;
  }

  /** How many bytes the record has. */
  public int length() {
    return bytes.length;
  }

  /** The record as it came; the array is the receiver's own. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Quarantined that
        && offset == that.offset
        && receivedMicros == that.receivedMicros
        && flaw.equals(that.flaw)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return "Quarantined[" + offset + ", " + flaw.reason() + ", " + flaw.detail() + "]";
  }
}
