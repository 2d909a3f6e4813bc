package io.zeitgeber.persistence.quarantine;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.NotSealedByThis;
import io.zeitgeber.persistence.key.Seals;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Seals the bytes of refused records: they are what a participant sent, and go with their key.
 * Where no participant can be read, or none has a key, the instance's seals, and a retention
 * forgets.
 */
public final class QuarantineSeal {
  private QuarantineSeal() {}

  /** Bytes as they are stored, and whose key sealed them. Nobody's where there are none. */
  static final class Sealed {
    private final byte @Nullable [] bytes;
    private final @Nullable String by;

    Sealed(byte @Nullable [] bytes, @Nullable String by) {
      this.bytes = bytes;
      this.by = by;
    }

    byte @Nullable [] bytes() {
      return bytes;
    }

    @Nullable String by() {
      return by;
    }
  }

  /** Reads the keys that will be asked for; to be done before a transaction is opened. */
  public static void prepare(@Nullable KeyRing keys, List<QuarantinedRecord> records) {
    if (keys != null) {
      keys.prepare(
          records.stream()
              .filter(record -> record.study() != null && record.participant() != null)
              .map(record -> record.study() + "/" + record.participant())
              .toList());
    }
  }

  static Sealed seal(@Nullable KeyRing keys, QuarantinedRecord record, byte @Nullable [] bytes) {
    if (keys == null || bytes == null) {
      return new Sealed(bytes, null);
    }
    String entity = record.study() + "/" + record.participant();
    @Nullable DataKey own = keys.known(entity);
    byte[] associated = associated(record.origin());
    return own == null
        ? new Sealed(Seals.seal(keys.instance(), associated, bytes), Keys.INSTANCE)
        : new Sealed(Seals.seal(own, associated, bytes), entity);
  }

  static Optional<byte[]> open(
      @Nullable KeyRing keys, @Nullable String by, Origin origin, byte[] bytes) {
    if (by == null) {
      return Optional.of(bytes);
    }
    @Nullable DataKey key = keys == null ? null : keys.of(by);
    if (key == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Seals.open(key, associated(origin), bytes));
    } catch (NotSealedByThis changed) {
      return Optional.empty();
    }
  }

  /** The bytes; null where there are none, or nobody can open them any more. */
  static byte @Nullable [] open(
      Keys keys, @Nullable String by, Origin origin, byte @Nullable [] bytes) {
    if (bytes == null || by == null) {
      return bytes;
    }
    @Nullable DataKey key = keys.of(by);
    if (key == null) {
      return null;
    }
    try {
      return Seals.open(key, associated(origin), bytes);
    } catch (NotSealedByThis changed) {
      return null;
    }
  }

  private static byte[] associated(Origin origin) {
    return ("quarantine " + origin.topicId() + " " + origin.partition() + " " + origin.offset())
        .getBytes(StandardCharsets.UTF_8);
  }
}
