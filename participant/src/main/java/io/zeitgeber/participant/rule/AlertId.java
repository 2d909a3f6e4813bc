package io.zeitgeber.participant.rule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The id of an alert: the first 32 hexadecimal digits of SHA-256 over study, participant, device,
 * rule and the instant of raising in microseconds as decimal digits, in UTF-8 with one line feed
 * between two of them. Ids hold no line feed, so no two alerts share a text.
 */
public final class AlertId {
  private static final int BYTES = 16;

  private AlertId() {}

  /** Of an alert that was raised at that instant. */
  public static String of(Watched watched, String rule, long eventMicros) {
    return of(watched.study(), watched.participant(), watched.device(), rule, eventMicros);
  }

  /** Of an alert that was raised at that instant. */
  public static String of(
      String study, String participant, String device, String rule, long eventMicros) {
    String text = String.join("\n", study, participant, device, rule, Long.toString(eventMicros));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
