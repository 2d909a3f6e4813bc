package io.zeitgeber.persistence.key;

import java.security.SecureRandom;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A key that seals what is kept of one participant: 256 bits. Its text tells nothing. */
public final class DataKey {
  static final int BYTES = 32;

  private final SecretKeySpec secret;

  private DataKey(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a data key of " + bytes.length + " bytes");
    }
    this.secret = new SecretKeySpec(bytes, "AES");
  }

  /** A new one. */
  public static DataKey fresh(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new DataKey(bytes);
  }

  static DataKey of(byte[] bytes) {
    return new DataKey(bytes);
  }

  /** The key itself, for an export that was asked to hold it: whoever has it can read. */
  public byte[] exported() {
    return bytes();
  }

  /** A key that was exported. */
  public static DataKey imported(byte[] bytes) {
    return of(bytes);
  }

  SecretKey secret() {
    return secret;
  }

  byte[] bytes() {
    return secret.getEncoded();
  }

  @Override
  public String toString() {
    return "a data key";
  }
}
