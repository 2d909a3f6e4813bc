package io.zeitgeber.service.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How nodes prove to each other that they are of one cluster: PEM files, read again every few
 * minutes. Both sides show a certificate of the authority, with the same subject.
 */
public record ClusterTls(Path certificate, Path key, Path authority) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");

  /** The identifier of RSA, 1.2.840.113549.1.1.1, in DER. */
  private static final String RSA = "06092a864886f70d010101";

  private static final String ENGINE = "pekko.remote.artery.ssl.rotating-keys-engine.";

  /**
   * Whether the key is one that Pekko's engine can't read: it takes every PKCS#8 for RSA, and says
   * so only when another node knocks. A file that is no PEM at all is left to it.
   */
  public boolean keyIsOfAnotherKind() {
    try {
      Matcher block = PKCS8.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
      return block.find()
          && !HexFormat.of()
              .formatHex(Base64.getMimeDecoder().decode(block.group(1)))
              .contains(RSA);
    } catch (IOException | IllegalArgumentException unreadable) {
      return false;
    }
  }

  /** As Pekko's settings say it. */
  Map<String, String> settings() {
    return Map.of(
        "pekko.remote.artery.transport",
        "tls-tcp",
        "pekko.remote.artery.ssl.ssl-engine-provider",
        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
        ENGINE + "cert-file",
        certificate.toString(),
        ENGINE + "key-file",
        key.toString(),
        ENGINE + "ca-cert-file",
        authority.toString());
  }
}
