package io.zeitgeber.service.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * An authority and a certificate of its, made by the JDK's keytool, as PEM files: for servers and
 * clients on this machine.
 */
public record Pki(Path authority, Path certificate, Path key) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  public static Pki in(Path dir) throws Exception {
    Path store = dir.resolve("pki.p12");
    keytool(store, "-alias", "ca", "-dname", "CN=Test authority", "-ext", "bc:c");
    keytool(
        store,
        "-alias",
        "node",
        "-dname",
        "CN=zeitgeber",
        "-signer",
        "ca",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return new Pki(
        pem(dir.resolve("ca.pem"), keys.getCertificate("ca")),
        pem(dir.resolve("node.pem"), keys.getCertificateChain("node")),
        pem(dir.resolve("node.key"), keys.getKey("node", PASSWORD)));
  }

  /** Shows the certificate, for a client of Java's own. */
  public KeyManager[] shown() throws Exception {
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(key.resolveSibling("pki.p12"))) {
      all.load(in, PASSWORD);
    }
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "node", all.getKey("node", PASSWORD), PASSWORD, all.getCertificateChain("node"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD);
    return keys.getKeyManagers();
  }

  private static void keytool(Path store, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(said);
    }
  }

  private static Path pem(Path file, Certificate... chain)
      throws IOException, GeneralSecurityException {
    StringBuilder text = new StringBuilder();
    for (Certificate each : chain) {
      text.append(block("CERTIFICATE", each.getEncoded()));
    }
    return Files.writeString(file, text, StandardCharsets.US_ASCII);
  }

  private static Path pem(Path file, Key key) throws IOException {
    return Files.writeString(
        file, block("PRIVATE KEY", key.getEncoded()), StandardCharsets.US_ASCII);
  }

  private static String block(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
