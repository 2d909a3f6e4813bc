package io.zeitgeber.service.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the issuer's public keys come from; either way new keys are found without a restart. */
final class IssuerKeys {
  private static final int PATIENCE_MILLIS = 3_000;
  private static final int LARGEST_ANSWER = 256 << 10;
  private static final Duration OUTAGE = Duration.ofHours(1);

  private IssuerKeys() {}

  /**
   * Published at a URL: kept for so long, asked for again at a key that is not known (at most once
   * in half a minute), and kept an hour longer while the URL does not answer.
   */
  static JWKSource<SecurityContext> at(String url, Duration keptFor) throws IOException {
    return JWKSourceBuilder.<SecurityContext>create(
            URI.create(url).toURL(),
            new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, LARGEST_ANSWER))
        .cache(keptFor.toMillis(), 2L * PATIENCE_MILLIS)
        .rateLimited(30_000)
        .outageTolerant(OUTAGE.toMillis())
        .build();
  }

  /** In a file, read again when it changes. */
  static JWKSource<SecurityContext> in(Path file) throws IOException {
    return new Local(file);
  }

  private static final class Local implements JWKSource<SecurityContext> {
    private final Path file;
    private volatile @Nullable Read last;

    private record Read(FileTime changed, JWKSet keys) {}

    Local(Path file) throws IOException {
      this.file = file;
      read();
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
        throws KeySourceException {
      try {
        return selector.select(read());
      } catch (IOException gone) {
        throw new KeySourceException("the file of the issuer's keys cannot be read", gone);
      }
    }

    private JWKSet read() throws IOException {
      FileTime changed = Files.getLastModifiedTime(file);
      Read before = last;
      if (before == null || !before.changed().equals(changed)) {
        before = new Read(changed, keys(file));
        last = before;
      }
      return before.keys();
    }
  }

  private static JWKSet keys(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    if (!text.stripLeading().startsWith("{")) {
      List<JWK> keys = new ArrayList<>();
      for (PublicKey key : PemFiles.publicKeys(file)) {
        keys.add(key(file, key));
      }
      return new JWKSet(keys);
    }
    try {
      JWKSet set = JWKSet.parse(text);
      for (JWK key : set.getKeys()) {
        if (KeyType.OCT.equals(key.getKeyType()) || key.isPrivate()) {
          throw new IOException(file + " holds a secret key; it takes public keys only");
        }
      }
      return set;
    } catch (ParseException broken) {
      throw new IOException(file + " is neither a JWK set nor PEM", broken);
    }
  }

  private static JWK key(Path file, PublicKey key) throws IOException {
    return switch (key) {
      case RSAPublicKey rsa -> new RSAKey.Builder(rsa).build();
      case ECPublicKey ec ->
          new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
      default -> throw new IOException(file + " holds a key that is neither RSA nor EC");
    };
  }
}
