package io.zeitgeber.service.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and public keys from PEM files; errors name the file, never its content. */
final class PemFiles {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private PemFiles() {}

  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        certificates.add((X509Certificate) each);
      }
    } catch (GeneralSecurityException broken) {
      throw new IOException(file + " holds no certificates in PEM", broken);
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + " holds no certificate");
    }
    return certificates;
  }

  /** Every {@code PUBLIC KEY} of a file. */
  static List<PublicKey> publicKeys(Path file) throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    while (block.find()) {
      if (!block.group(1).equals("PUBLIC KEY")) {
        throw new IOException(file + " holds a " + block.group(1) + "; it takes public keys only");
      }
      keys.add(publicKey(file, Base64.getMimeDecoder().decode(block.group(2))));
    }
    if (keys.isEmpty()) {
      throw new IOException(file + " holds no PUBLIC KEY in PEM");
    }
    return keys;
  }

  private static PublicKey publicKey(Path file, byte[] der) throws IOException {
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException another) {
        // tried as the next kind
      }
    }
    throw new IOException(file + " holds a public key that is neither RSA nor EC");
  }
}
