package io.zeitgeber.service.security;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificate that HTTP and gRPC show, and whose clients' certificates they believe. A renewed
 * certificate and key are taken within a minute, without a restart.
 */
public final class TlsFiles implements AutoCloseable {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SecuritySettings.Tls settings;
  private final AdvancedTlsX509KeyManager key = new AdvancedTlsX509KeyManager();
  private final Optional<TrustManager[]> authorities;
  private final ScheduledExecutorService renewals =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tls-files").factory());

  private TlsFiles(SecuritySettings.Tls settings) throws IOException, GeneralSecurityException {
    this.settings = settings;
    var _ =
        key.updateIdentityCredentials(
            settings.certificate().toFile(),
            settings.key().toFile(),
            1,
            TimeUnit.MINUTES,
            renewals);
    this.authorities =
        settings.clientAuthorities().isPresent()
            ? Optional.of(authorities(settings.clientAuthorities().get()))
            : Optional.empty();
  }

  /**
   * Reads the files.
   *
   * @throws IOException naming them, where they are not what they should be
   */
  public static TlsFiles open(SecuritySettings.Tls settings) throws IOException {
    try {
      return new TlsFiles(settings);
    } catch (GeneralSecurityException | IllegalArgumentException broken) {
      throw new IOException(
          settings.files() + ": a certificate chain and its private key (PKCS#8) in PEM are needed",
          broken);
    }
  }

  /** Trusts these authorities and no other. */
  public static TrustManager[] authorities(Path file) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      List<X509Certificate> certificates = PemFiles.certificates(file);
      for (int at = 0; at < certificates.size(); at++) {
        store.setCertificateEntry("authority-" + at, certificates.get(at));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException broken) {
      throw new IOException(file + " holds no authorities in PEM", broken);
    }
  }

  /** For the gRPC server. */
  public ServerCredentials grpc() {
    TlsServerCredentials.Builder credentials =
        TlsServerCredentials.newBuilder().keyManager(new KeyManager[] {key});
    authorities.ifPresent(credentials::trustManager);
    boolean asked = settings.clients() != SecuritySettings.Clients.NONE;
    return credentials
        .clientAuth(
            asked ? TlsServerCredentials.ClientAuth.REQUIRE : TlsServerCredentials.ClientAuth.NONE)
        .build();
  }

  /** For the HTTP server. */
  public HttpsConfigurator http() throws IOException {
    boolean asked = settings.clients() == SecuritySettings.Clients.ALL;
    return new HttpsConfigurator(context()) {
      @Override
      public void configure(HttpsParameters connection) {
        SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setNeedClientAuth(asked);
        connection.setSSLParameters(parameters);
      }
    };
  }

  private SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {key}, authorities.orElse(null), null);
      return context;
    } catch (GeneralSecurityException missing) {
      throw new IOException("this Java has no TLS", missing);
    }
  }

  @Override
  public void close() {
    renewals.shutdownNow();
  }
}
