package io.zeitgeber.participant.clock;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one device's clock between two steps. Never changes; at most about 2 KB, less
 * while the device has had one segment.
 */
public final class ClockState {
  /** Of a device that nothing was heard from. */
  public static final ClockState NONE = new ClockState(new Envelope());

  private final Envelope envelope;

  ClockState(Envelope envelope) {
    this.envelope = envelope;
  }

  /** A copy of the envelope that may change. */
  Envelope fork() {
    return envelope.fork();
  }

  public void write(CanonicalWriter to) {
    envelope.each(Fields.writing(to));
  }

  /** Reads what {@link #write} wrote, in the form of now. */
  public static ClockState read(CanonicalReader from) {
    return read(from, Long.MAX_VALUE);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param form of the state that it is part of: the second and the third are known
   * @throws IllegalArgumentException where the bytes make no sense
   */
  public static ClockState read(CanonicalReader from, long form) {
    Envelope envelope = new Envelope();
    envelope.each(Fields.reading(from, form));
    return new ClockState(envelope);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ClockState state && Arrays.equals(toBytes(), state.toBytes()));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toBytes());
  }

  private byte[] toBytes() {
    CanonicalWriter to = new CanonicalWriter();
    write(to);
    return to.toBytes();
  }
}
