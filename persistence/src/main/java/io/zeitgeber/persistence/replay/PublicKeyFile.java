package io.zeitgeber.persistence.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A public key in PEM, alone or beside its private one, as an auditor was handed it. */
public final class PublicKeyFile {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  private PublicKeyFile() {}

  /** The key, X.509 in Base64. */
  public static String read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(file + " holds no public key");
    }
    byte[] der = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
    return Base64.getEncoder().encodeToString(der);
  }
}
