package io.zeitgeber.service.settings;

import io.zeitgeber.service.node.ClusterTls;
import io.zeitgeber.service.security.Role;
import io.zeitgeber.service.security.SecuritySettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What {@code security} and {@code cluster.tls} say, and whether that is enough. */
final class SecurityReader {
  private static final String ACCOUNTS = "security.accounts.";
  private static final String TLS = "security.tls.";
  private static final String CLUSTER = "cluster.tls.";
  private static final String ALGORITHMS = "(RS|PS|ES)(256|384|512)";

  private final Reader reader;

  SecurityReader(Reader reader) {
    this.reader = reader;
  }

  /**
   * Nothing but loopback is listened on without TLS and accounts.
   *
   * @throws SettingsError saying what to configure
   */
  void refuseOpenPorts() {
    SecuritySettings security = settings();
    for (String server : new String[] {"http.host", "grpc.host"}) {
      if (!isLoopback(server) && (security.tls().isEmpty() || security.accounts().isEmpty())) {
        throw reader.wrong(
            server,
            "is not loopback: whoever reaches it would read and change participants' data. Set"
                + " zeitgeber.security.tls.certificate and .key, and"
                + " zeitgeber.security.accounts.issuer with .jwks-url or .keys-file"
                + " (docs/security.md), or leave it at 127.0.0.1");
      }
    }
    if (!isLoopback("cluster.host") && cluster().isEmpty()) {
      throw reader.wrong(
          "cluster.host",
          "is not loopback: whoever reaches the cluster's port could write to every participant."
              + " Set zeitgeber.cluster.tls.certificate, .key and .authority (mutual TLS between"
              + " the nodes; docs/security.md), or leave it at 127.0.0.1");
    }
  }

  private boolean isLoopback(String key) {
    String host = reader.text(key);
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return !host.isEmpty();
    } catch (UnknownHostException unknown) {
      throw reader.wrong(key, "names no host that is known here: " + host);
    }
  }

  SecuritySettings settings() {
    return new SecuritySettings(
        accounts(),
        tls(),
        reader.whole("security.calls-per-second", 1, 1_000_000),
        reader.duration("security.idle", Duration.ofSeconds(10), Duration.ofDays(1)));
  }

  private Optional<SecuritySettings.Accounts> accounts() {
    String issuer = reader.text(ACCOUNTS + "issuer");
    Optional<String> url = said(ACCOUNTS + "jwks-url");
    Optional<Path> file = file(ACCOUNTS + "keys-file");
    if (issuer.isEmpty()) {
      if (url.isPresent() || file.isPresent()) {
        throw reader.wrong(ACCOUNTS + "issuer", "must be set where the issuer's keys are");
      }
      return Optional.empty();
    }
    if (url.isPresent() == file.isPresent()) {
      throw reader.wrong(ACCOUNTS + "issuer", "needs its keys: set either .jwks-url or .keys-file");
    }
    url.ifPresent(this::requireHttps);
    return Optional.of(
        new SecuritySettings.Accounts(
            issuer,
            needed(ACCOUNTS + "audience"),
            url,
            file,
            algorithms(),
            reader.duration(ACCOUNTS + "leeway", Duration.ZERO, Duration.ofMinutes(5)),
            reader.duration(ACCOUNTS + "keys-for", Duration.ofMinutes(1), Duration.ofDays(1)),
            new SecuritySettings.Claims(
                needed(ACCOUNTS + "claims.roles"),
                needed(ACCOUNTS + "claims.studies"),
                needed(ACCOUNTS + "claims.sites"),
                needed(ACCOUNTS + "claims.organisation")),
            blinded()));
  }

  private void requireHttps(String url) {
    try {
      URI uri = URI.create(url);
      boolean local =
          uri.getHost() != null && InetAddress.getByName(uri.getHost()).isLoopbackAddress();
      if ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && local)) {
        return;
      }
    } catch (IllegalArgumentException | UnknownHostException broken) {
      // said below
    }
    throw reader.wrong(
        ACCOUNTS + "jwks-url",
        "must be an https URL: whoever could change the keys could be anyone");
  }

  private Set<String> algorithms() {
    Set<String> algorithms = new HashSet<>(reader.names(ACCOUNTS + "algorithms"));
    if (algorithms.isEmpty() || !algorithms.stream().allMatch(name -> name.matches(ALGORITHMS))) {
      throw reader.wrong(
          ACCOUNTS + "algorithms",
          "may hold RS, PS and ES with 256, 384 or 512: signatures of public keys only");
    }
    return Set.copyOf(algorithms);
  }

  private Set<Role> blinded() {
    Set<Role> blinded = EnumSet.noneOf(Role.class);
    for (String label : reader.names(ACCOUNTS + "blinded")) {
      blinded.add(
          Role.of(label)
              .orElseThrow(
                  () -> reader.wrong(ACCOUNTS + "blinded", "knows no role \"" + label + "\"")));
    }
    return blinded;
  }

  private Optional<SecuritySettings.Tls> tls() {
    Optional<Path> certificate = file(TLS + "certificate");
    Optional<Path> key = file(TLS + "key");
    Optional<Path> authority = file(TLS + "client-authority");
    SecuritySettings.Clients clients = clients();
    if (certificate.isPresent() != key.isPresent()) {
      throw reader.wrong(TLS + "certificate", "needs its .key, and the key its .certificate");
    }
    if (certificate.isEmpty()
        && (authority.isPresent() || clients != SecuritySettings.Clients.NONE)) {
      throw reader.wrong(TLS + "certificate", "must be set where clients have to show theirs");
    }
    if (authority.isPresent() == (clients == SecuritySettings.Clients.NONE)) {
      throw reader.wrong(
          TLS + "clients", "is grpc or all exactly where .client-authority names whom to believe");
    }
    return certificate.map(
        it -> new SecuritySettings.Tls(it, key.orElseThrow(), authority, clients));
  }

  private SecuritySettings.Clients clients() {
    String said = reader.text(TLS + "clients");
    for (SecuritySettings.Clients each : SecuritySettings.Clients.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(said)) {
        return each;
      }
    }
    throw reader.wrong(TLS + "clients", "must be none, grpc or all");
  }

  Optional<ClusterTls> cluster() {
    Optional<Path> certificate = file(CLUSTER + "certificate");
    Optional<Path> key = file(CLUSTER + "key");
    Optional<Path> authority = file(CLUSTER + "authority");
    if (certificate.isEmpty() && key.isEmpty() && authority.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty() || authority.isEmpty()) {
      throw reader.wrong(CLUSTER + "certificate", "needs .certificate, .key and .authority");
    }
    ClusterTls tls = new ClusterTls(certificate.get(), key.get(), authority.get());
    if (tls.keyIsOfAnotherKind()) {
      throw reader.wrong(
          CLUSTER + "key", "must be an RSA key: nodes can't read others, and would not meet");
    }
    return Optional.of(tls);
  }

  private Optional<String> said(String key) {
    return Optional.of(reader.text(key)).filter(text -> !text.isEmpty());
  }

  private String needed(String key) {
    return said(key).orElseThrow(() -> reader.wrong(key, "must not be empty"));
  }

  private Optional<Path> file(String key) {
    Optional<Path> file = said(key).map(Path::of).map(Path::toAbsolutePath);
    if (file.isPresent() && !Files.isReadable(file.get())) {
      throw reader.wrong(key, "names " + file.get() + ", which is not there or not readable");
    }
    return file;
  }
}
