package io.zeitgeber.persistence.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Ties each entry to the one before it, over the bytes as they are stored. */
final class Chain {

  private Chain() {}

  /**
   * SHA-256(previous digest ‖ varint length of the entity ‖ entity ‖ sequence, 8 bytes big endian ‖
   * payload). The payload begins with the length of its header, so no two entries share these
   * bytes.
   */
  static byte[] digest(byte[] previousDigest, String entity, long sequence, byte[] payload) {
    if (previousDigest.length != StoredEntry.DIGEST_BYTES) {
      throw new IllegalArgumentException(
          "a previous digest of " + previousDigest.length + " bytes");
    }
    byte[] name = entity.getBytes(StandardCharsets.UTF_8);
    ByteBuffer place = ByteBuffer.allocate(name.length + 13);
    int length = name.length;
    while (length >= 0x80) {
      place.put((byte) (length | 0x80));
      length >>>= 7;
    }
    place.put((byte) length).put(name).putLong(sequence).flip();
    MessageDigest sha = sha256();
    sha.update(previousDigest);
    sha.update(place);
    return sha.digest(payload);
  }

  /** Throws {@link CorruptJournal} where the entry does not follow the previous digest. */
  static void verify(byte[] previousDigest, StoredEntry stored) {
    byte[] digest = digest(previousDigest, stored.entity(), stored.sequence(), stored.payload());
    if (!Arrays.equals(digest, stored.digest())) {
      throw new CorruptJournal(
          stored.entity(), stored.sequence(), "its digest does not follow from the one before it");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
