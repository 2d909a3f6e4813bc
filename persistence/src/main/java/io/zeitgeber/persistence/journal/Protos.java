package io.zeitgeber.persistence.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.persistence.column.Text;
import io.zeitgeber.persistence.column.Unreadable;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

/** Small values as they stand in {@code entry.proto}. */
final class Protos {
  private static final HexFormat HEX = HexFormat.of();

  private Protos() {}

  static ByteString uuid(UUID id) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).flip();
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  static UUID uuid(ByteString bytes) {
    if (bytes.size() != 16) {
      throw new Unreadable("an id of " + bytes.size() + " bytes");
    }
    ByteBuffer halves = bytes.asReadOnlyByteBuffer();
    return new UUID(halves.getLong(), halves.getLong());
  }

  /** A digest in hexadecimal as 32 bytes. */
  static ByteString digest(String hex) {
    if (hex.length() != 2 * StoredEntry.DIGEST_BYTES) {
      throw new IllegalArgumentException("no SHA-256 in hexadecimal: " + hex);
    }
    return UnsafeByteOperations.unsafeWrap(HEX.parseHex(hex));
  }

  static String digest(ByteString bytes) {
    if (bytes.size() != StoredEntry.DIGEST_BYTES) {
      throw new Unreadable("a digest of " + bytes.size() + " bytes");
    }
    return HEX.formatHex(bytes.toByteArray());
  }

  static ByteString text(String text) {
    return UnsafeByteOperations.unsafeWrap(Text.bytes(text));
  }

  static String text(ByteString bytes) {
    return Text.of(bytes.toByteArray(), 0, bytes.size());
  }

  static io.zeitgeber.persistence.journal.v1.Origin origin(Origin origin) {
    return io.zeitgeber.persistence.journal.v1.Origin.newBuilder()
        .setTopicId(uuid(origin.topicId()))
        .setTopic(origin.topic())
        .setPartition(origin.partition())
        .setOffset(origin.offset())
        .build();
  }

  static Origin origin(io.zeitgeber.persistence.journal.v1.Origin origin) {
    return new Origin(
        uuid(origin.getTopicId()), origin.getTopic(), origin.getPartition(), origin.getOffset());
  }

  static Refusal refusal(String name) {
    try {
      return Refusal.valueOf(name);
    } catch (IllegalArgumentException unknown) {
      throw new Unreadable("unknown reason " + name, unknown);
    }
  }
}
