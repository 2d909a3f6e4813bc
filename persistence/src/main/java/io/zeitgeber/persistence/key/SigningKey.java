package io.zeitgeber.persistence.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * An Ed25519 key pair (RFC 8032) in a file of the owner's: PKCS#8 and X.509 in PEM, as other tools
 * read them. The public key is to be kept elsewhere too, by whoever is to trust what it signed.
 */
public final class SigningKey {
  private static final String ALGORITHM = "Ed25519";

  private final PrivateKey secret;
  private final PublicKey open;

  private SigningKey(PrivateKey secret, PublicKey open) {
    this.secret = secret;
    this.open = open;
  }

  /** Makes a pair and its file. */
  public static SigningKey create(Path file) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      PrivateFiles.write(
          file,
          pem("PRIVATE KEY", pair.getPrivate().getEncoded())
              + pem("PUBLIC KEY", pair.getPublic().getEncoded()));
      return new SigningKey(pair.getPrivate(), pair.getPublic());
    } catch (IOException failed) {
      throw new UncheckedIOException(file + " cannot be written: " + failed.getMessage(), failed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has Ed25519", impossible);
    }
  }

  /**
   * Reads a pair.
   *
   * @throws KeyUnusable where the file holds none
   */
  public static SigningKey read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      return new SigningKey(
          factory.generatePrivate(new PKCS8EncodedKeySpec(part(text, "PRIVATE KEY"))),
          factory.generatePublic(new X509EncodedKeySpec(part(text, "PUBLIC KEY"))));
    } catch (NoSuchFileException absent) {
      throw new KeyUnusable("there is no signing key " + file, absent);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      throw new KeyUnusable(
          "the signing key in " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Signs bytes; 64 bytes. */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Ed25519 does not sign", impossible);
    }
  }

  /** The public key, X.509 in Base64: what others check with. */
  public String publicKey() {
    return Base64.getEncoder().encodeToString(open.getEncoded());
  }

  /** Whether a signature over bytes is that of a public key as {@link #publicKey()} gives it. */
  public static boolean verifies(String publicKey, byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    }
  }

  private static String pem(String name, byte[] bytes) {
    return "-----BEGIN "
        + name
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + name
        + "-----\n";
  }

  private static byte[] part(String text, String name) {
    String begin = "-----BEGIN " + name + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + name + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no " + name);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to).strip());
  }
}
