package io.zeitgeber.service.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Study and participant as one name: of the sharded entity, and of its history in the journal.
 * Neither part can hold a slash.
 */
public record EntityId(String study, String participant) {

  /** Reads {@code study/participant}. */
  public static EntityId of(String name) {
    int slash = name.indexOf('/');
    if (slash <= 0 || slash == name.length() - 1) {
      throw new IllegalArgumentException("not study/participant: " + name);
    }
    return new EntityId(name.substring(0, slash), name.substring(slash + 1));
  }

  /**
   * What logs call the participant: the first 12 hexadecimal digits of the SHA-256 of {@code
   * study/participant}, so that whoever knows the pseudonym can find them, and nobody else.
   */
  public String handle() {
    return handle(toString());
  }

  /** The same of {@code study/participant}. */
  public static String handle(String entity) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(entity.getBytes(StandardCharsets.UTF_8));
      return "participant #" + HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return study + "/" + participant;
  }
}
