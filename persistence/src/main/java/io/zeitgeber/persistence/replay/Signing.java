package io.zeitgeber.persistence.replay;

/** The instance's hand. */
public interface Signing {

  /** Its public key, X.509 SubjectPublicKeyInfo in DER. */
  byte[] publicKey();

  /** Ed25519 over the message. */
  byte[] sign(byte[] message);
}
