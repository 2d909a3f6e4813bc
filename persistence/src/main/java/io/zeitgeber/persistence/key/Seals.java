package io.zeitgeber.persistence.key;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM as it is used everywhere here: 96 random bits of nonce, the ciphertext, 128 bits of
 * tag. At 2^32 seals under one key the chance that two nonces meet is below 2^-33 (NIST SP 800-38D,
 * 8.3); a participant who sends every second for a hundred years comes to 2^31.6.
 *
 * <p>Each thread keeps a cipher: making one costs more than sealing an entry.
 */
public final class Seals {
  /** How much longer sealed bytes are. */
  public static final int OVERHEAD = 12 + 16;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final ThreadLocal<Seals> OF_THREAD = ThreadLocal.withInitial(Seals::new);

  /** Nonces are drawn for so many seals at once: asking the generator costs as much as sealing. */
  private static final int NONCES_AT_ONCE = 128;

  private final Cipher cipher;
  private final SecureRandom random = new SecureRandom();
  private final byte[] nonces = new byte[NONCES_AT_ONCE * NONCE_BYTES];
  private int nextNonce = nonces.length;

  private Seals() {
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has AES-GCM", impossible);
    }
  }

  /**
   * Seals part of an array into another one, whose first bytes, up to {@code at}, are bound to the
   * seal.
   *
   * @return how many bytes were written from {@code at} on: {@link #OVERHEAD} more than went in
   */
  public static int seal(DataKey key, byte[] from, int offset, int length, byte[] into, int at) {
    return OF_THREAD.get().sealed(key.secret(), from, offset, length, into, at);
  }

  private int sealed(SecretKey key, byte[] from, int offset, int length, byte[] into, int at) {
    if (nextNonce == nonces.length) {
      random.nextBytes(nonces);
      nextNonce = 0;
    }
    System.arraycopy(nonces, nextNonce, into, at, NONCE_BYTES);
    nextNonce += NONCE_BYTES;
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, into, at, NONCE_BYTES));
      cipher.updateAAD(into, 0, at);
      return NONCE_BYTES + cipher.doFinal(from, offset, length, into, at + NONCE_BYTES);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM does not seal", impossible);
    }
  }

  /** Seals bytes under others that stay in the clear elsewhere. */
  public static byte[] seal(DataKey key, byte[] associated, byte[] clear) {
    return OF_THREAD.get().sealed(key.secret(), associated, clear);
  }

  private byte[] sealed(SecretKey key, byte[] associated, byte[] clear) {
    byte[] into = new byte[clear.length + OVERHEAD];
    random.nextBytes(nonces);
    nextNonce = NONCE_BYTES;
    System.arraycopy(nonces, 0, into, 0, NONCE_BYTES);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, into, 0, NONCE_BYTES));
      cipher.updateAAD(associated);
      cipher.doFinal(clear, 0, clear.length, into, NONCE_BYTES);
      return into;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM does not seal", impossible);
    }
  }

  /**
   * Opens what {@link #seal(DataKey, byte[], int, int, byte[], int)} left from {@code at} on.
   *
   * @throws NotSealedByThis where bytes, associated bytes or key are not those of the sealing
   */
  public static byte[] open(DataKey key, byte[] all, int at) throws NotSealedByThis {
    return OF_THREAD.get().opened(key.secret(), all, at);
  }

  private byte[] opened(SecretKey key, byte[] all, int at) throws NotSealedByThis {
    if (all.length - at < OVERHEAD) {
      throw new NotSealedByThis("too short to be sealed", null);
    }
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, all, at, NONCE_BYTES));
      cipher.updateAAD(all, 0, at);
      return cipher.doFinal(all, at + NONCE_BYTES, all.length - at - NONCE_BYTES);
    } catch (AEADBadTagException other) {
      throw new NotSealedByThis("sealed by another key, or changed since", other);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM does not open", impossible);
    }
  }

  /**
   * Opens what {@link #seal(DataKey, byte[], byte[])} made.
   *
   * @throws NotSealedByThis where bytes, associated bytes or key are not those of the sealing
   */
  public static byte[] open(DataKey key, byte[] associated, byte[] sealed) throws NotSealedByThis {
    byte[] all = new byte[associated.length + sealed.length];
    System.arraycopy(associated, 0, all, 0, associated.length);
    System.arraycopy(sealed, 0, all, associated.length, sealed.length);
    return open(key, all, associated.length);
  }
}
