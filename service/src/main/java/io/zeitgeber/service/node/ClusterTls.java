package io.zeitgeber.service.node;

import java.nio.file.Path;
import java.util.Map;

/**
 * How nodes prove to each other that they are of one cluster: PEM files, read again every few
 * minutes. Both sides show a certificate of the authority, with the same subject.
 */
public record ClusterTls(Path certificate, Path key, Path authority) {
  private static final String ENGINE = "pekko.remote.artery.ssl.rotating-keys-engine.";

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
