package io.zeitgeber.persistence.recovery;

import com.github.luben.zstd.Zstd;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.NotSealedByThis;
import io.zeitgeber.persistence.key.Seals;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A participant's state after one entry, sealed with the participant's key.
 *
 * <p>Format 1: the byte 1, the length of the state (4 bytes, big endian), nonce, and AES-256-GCM
 * over the state compressed by zstd; the associated data are entity, sequence, rules and the
 * entry's digest, so that it fits nowhere else.
 */
public final class Snapshot {
  static final int FORMAT = 1;
  private static final int HEAD = 1 + Integer.BYTES;
  private static final int MAX_STATE = 64 << 20;

  private Snapshot() {}

  /**
   * Which state it is.
   *
   * @param rules version of the rules that made it
   */
  public record Place(String entity, long sequence, int rules) {}

  /** Seals a state; {@code digest} is that of the entry it follows. */
  public static byte[] seal(DataKey key, Place place, byte[] digest, byte[] state) {
    byte[] sealed =
        Seals.seal(key, associated(place, digest, state.length), Zstd.compress(state, 1));
    return ByteBuffer.allocate(HEAD + sealed.length)
        .put((byte) FORMAT)
        .putInt(state.length)
        .put(sealed)
        .array();
  }

  /** The state; empty where the bytes are not its snapshot: then it is taken from the journal. */
  public static Optional<byte[]> open(DataKey key, Place place, byte[] digest, byte[] bytes) {
    if (bytes.length < HEAD || bytes[0] != FORMAT) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    int length = in.getInt();
    if (length < 0 || length > MAX_STATE) {
      return Optional.empty();
    }
    byte[] sealed = new byte[in.remaining()];
    in.get(sealed);
    try {
      byte[] state =
          Zstd.decompress(Seals.open(key, associated(place, digest, length), sealed), length);
      return state.length == length ? Optional.of(state) : Optional.empty();
    } catch (NotSealedByThis | RuntimeException damaged) {
      return Optional.empty();
    }
  }

  private static byte[] associated(Place place, byte[] digest, int length) {
    byte[] entity = place.entity().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(entity.length + 8 + 4 + digest.length + 4 + 8)
        .put("snapshot".getBytes(StandardCharsets.UTF_8))
        .putLong(place.sequence())
        .putInt(place.rules())
        .putInt(length)
        .put(digest)
        .put(entity)
        .array();
  }
}
