package io.zeitgeber.service.cli;

import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.zeitgeber.service.security.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command shows who asks, and how it knows whom it asks. */
final class Credentials {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Authority (PEM) that signed the instance's certificate; asks over TLS.")
  private @Nullable Path authority;

  @Option(names = "--tls", description = "Ask over TLS, with the system's authorities.")
  private boolean tls;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "Certificate (PEM) to show, where the instance asks for one.")
  private @Nullable Path certificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key (PEM, PKCS#8).")
  private @Nullable Path key;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Bearer token to show. Default: the environment's ZEITGEBER_TOKEN.")
  private @Nullable Path tokenFile;

  /** Over TLS where that is said, or where the instance's page is. */
  ChannelCredentials channel(boolean instanceHasTls) {
    if (!isTls(instanceHasTls)) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    try {
      if (authority != null) {
        credentials.trustManager(authority.toFile());
      }
      if (certificate != null && key != null) {
        credentials.keyManager(certificate.toFile(), key.toFile());
      }
    } catch (IOException broken) {
      throw CommandFailure.usage("cannot read the TLS files: " + broken.getMessage());
    }
    return credentials.build();
  }

  /** For HTTP; without a client's certificate. */
  SSLContext context() {
    try {
      if (authority == null) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, TlsFiles.authorities(authority), null);
      return context;
    } catch (IOException | GeneralSecurityException broken) {
      throw CommandFailure.usage("--tls-ca: " + broken.getMessage());
    }
  }

  boolean isTls(boolean instanceHasTls) {
    return tls || authority != null || certificate != null || instanceHasTls;
  }

  /** Sends the token with each call; nothing where there is none. */
  Optional<ClientInterceptor> interceptor(String host, boolean instanceHasTls) {
    return authorization(host, instanceHasTls)
        .map(
            value -> {
              Metadata headers = new Metadata();
              headers.put(AUTHORIZATION, value);
              return MetadataUtils.newAttachHeadersInterceptor(headers);
            });
  }

  /** The header's value. A token is never sent in the clear to another machine. */
  Optional<String> authorization(String host, boolean instanceHasTls) {
    Optional<String> token = token();
    if (token.isPresent() && !isTls(instanceHasTls) && !isLoopback(host)) {
      throw CommandFailure.refused(
          "a token is not sent to " + host + " without TLS: add --tls-ca FILE or --tls");
    }
    return token.map(it -> "Bearer " + it);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  boolean hasToken() {
    return token().isPresent();
  }

  private Optional<String> token() {
    return token(tokenFile);
  }

  /** The token of a file, or else of the environment. */
  static Optional<String> token(@Nullable Path file) {
    if (file != null) {
      try {
        return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
      } catch (IOException broken) {
        throw CommandFailure.usage("--token-file " + file + " cannot be read");
      }
    }
    return Optional.ofNullable(System.getenv("ZEITGEBER_TOKEN"))
        .map(String::strip)
        .filter(it -> !it.isEmpty());
  }
}
