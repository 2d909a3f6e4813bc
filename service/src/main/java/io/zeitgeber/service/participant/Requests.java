package io.zeitgeber.service.participant;

import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.Participant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The origins of changes that somebody asked for over gRPC, which make each request count once.
 *
 * <p>An origin's topic id is the participant's own. The participant's n-th request has partition n
 * mod 64 and offset n · 2^43 + its fingerprint: 32 bits of its id's digest, 11 bits of its
 * content's. As a participant remembers the last offset of each partition, it remembers its last 64
 * requests, in the journal and in every snapshot, without a form of their own.
 */
public final class Requests {
  /** Stands where a topic's name would, and for the way. */
  public static final String WAY = "grpc";

  static final int REMEMBERED = 64;
  private static final int FINGERPRINT_BITS = 43;
  private static final int CONTENT_BITS = 11;
  private static final long FINGERPRINT = (1L << FINGERPRINT_BITS) - 1;

  private Requests() {}

  /** The fingerprint of a request: bits 11 to 42 from its id, bits 0 to 10 from its content. */
  public static long fingerprint(String requestId, byte[] content) {
    long id = ByteBuffer.wrap(sha256(requestId.getBytes(StandardCharsets.UTF_8))).getLong() >>> 32;
    long bits = ByteBuffer.wrap(sha256(content)).getLong() >>> (64 - CONTENT_BITS);
    return (id << CONTENT_BITS) | bits;
  }

  /** A remembered request with the same id: its fingerprint; −1 where there is none. */
  static long remembered(@Nullable Participant participant, UUID topicId, long fingerprint) {
    for (int slot = 0; participant != null && slot < REMEMBERED; slot++) {
      long last = participant.lastOffset(topicId, slot);
      if (last >= 0 && (last & FINGERPRINT) >>> CONTENT_BITS == fingerprint >>> CONTENT_BITS) {
        return last & FINGERPRINT;
      }
    }
    return -1;
  }

  /** Where the participant's next request comes from. */
  static Origin next(@Nullable Participant participant, UUID topicId, long fingerprint) {
    long newest = 0;
    for (int slot = 0; participant != null && slot < REMEMBERED; slot++) {
      newest = Math.max(newest, participant.lastOffset(topicId, slot) >> FINGERPRINT_BITS);
    }
    long n = newest + 1;
    return new Origin(
        topicId,
        WAY,
        (int) (n % REMEMBERED),
        (n << FINGERPRINT_BITS) | (fingerprint & FINGERPRINT));
  }

  /** The first 16 bytes of SHA-256 over "grpc\nstudy\nparticipant". */
  public static UUID topicId(String study, String participant) {
    String text = String.join("\n", WAY, study, participant);
    ByteBuffer halves = ByteBuffer.wrap(sha256(text.getBytes(StandardCharsets.UTF_8)));
    return new UUID(halves.getLong(), halves.getLong());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
