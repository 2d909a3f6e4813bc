package io.zeitgeber.participant.step;

import io.zeitgeber.participant.observation.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The origins of records that an operator let in again: topic {@code readmitted}, partition 0,
 * offset n, and a topic id of the participant's own, so that no two participants share an origin.
 */
public final class Readmission {
  /** Stands where a topic's name would. */
  public static final String TOPIC = "readmitted";

  private Readmission() {}

  /** Where a participant's n-th re-admission comes from. */
  public static Origin origin(String study, String participant, long n) {
    return new Origin(topicId(study, participant), TOPIC, 0, n);
  }

  /** The first 16 bytes of SHA-256 over "readmitted\nstudy\nparticipant". */
  public static UUID topicId(String study, String participant) {
    try {
      String text = String.join("\n", TOPIC, study, participant);
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      ByteBuffer halves = ByteBuffer.wrap(digest);
      return new UUID(halves.getLong(), halves.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** How many of a participant's re-admissions were taken: the number of the last. */
  public static long taken(Participant participant) {
    return Math.max(0, participant.lastOffset(topicId(participant.study(), participant.id()), 0));
  }
}
