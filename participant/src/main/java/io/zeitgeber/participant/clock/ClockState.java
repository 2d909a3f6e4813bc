package io.zeitgeber.participant.clock;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is known of one device's clock between two steps. Never changes; at most about 2 KB. */
public final class ClockState {
  /** Of a device that nothing was heard from. */
  public static final ClockState NONE = new ClockState(new EqualStamps());

  final EqualStamps equalStamps;

  ClockState(EqualStamps equalStamps) {
    this.equalStamps = equalStamps;
  }

  public void write(CanonicalWriter to) {
    equalStamps.write(to);
  }

  public static ClockState read(CanonicalReader from) {
    return new ClockState(EqualStamps.read(from));
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
