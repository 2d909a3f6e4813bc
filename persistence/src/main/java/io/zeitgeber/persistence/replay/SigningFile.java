package io.zeitgeber.persistence.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
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
 * An Ed25519 key in two PEM files: {@code signing.key} (PKCS #8, mode 0600) and {@code signing.pub}
 * (SubjectPublicKeyInfo), which may be handed to everybody.
 */
public final class SigningFile implements Signing {
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private final PrivateKey key;
  private final byte[] publicKey;

  private SigningFile(PrivateKey key, byte[] publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /** Where the private key of a key directory lies. */
  public static Path privateKey(Path directory) {
    return directory.resolve("signing.key");
  }

  /** Where the public key of a key directory lies. */
  public static Path publicKey(Path directory) {
    return directory.resolve("signing.pub");
  }

  /** The key of a directory; made there where there is none. */
  public static SigningFile in(Path directory) throws IOException {
    try {
      if (!Files.exists(privateKey(directory))) {
        make(directory);
      }
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(decode(privateKey(directory), PRIVATE)));
      return new SigningFile(key, readPublic(publicKey(directory)));
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      throw new IOException(privateKey(directory) + " is no Ed25519 key: " + wrong.getMessage());
    }
  }

  /** A public key that somebody handed over, in DER. */
  public static byte[] readPublic(Path file) throws IOException {
    return decode(file, PUBLIC);
  }

  private static void make(Path directory) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.createDirectories(directory);
    write(publicKey(directory), PUBLIC, pair.getPublic().getEncoded(), "rw-r--r--");
    write(privateKey(directory), PRIVATE, pair.getPrivate().getEncoded(), "rw-------");
  }

  // Whole or not at all: a torn key would sign what nobody can check.
  private static void write(Path file, String kind, byte[] der, String mode) throws IOException {
    Path draft =
        Files.createTempFile(
            file.getParent(),
            ".key",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        draft,
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n",
        StandardCharsets.US_ASCII);
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] decode(Path file, String kind) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    String begin = "-----BEGIN " + kind + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + kind + "-----");
    if (from < 0 || to < from) {
      throw new IOException(file + " holds no " + kind);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }

  @Override
  public byte[] publicKey() {
    return publicKey.clone();
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has Ed25519", impossible);
    }
  }

  /** Whether a signature is of this key and this message. */
  public static boolean isSigned(byte[] publicKey, byte[] message, byte[] signed) {
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(publicKey));
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException forged) {
      return false;
    }
  }
}
