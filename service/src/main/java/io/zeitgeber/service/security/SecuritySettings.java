package io.zeitgeber.service.security;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is believed, and how much anybody may ask.
 *
 * @param accounts empty: nobody is asked who they are
 * @param tls of HTTP and gRPC; empty: plain
 * @param callsPerSecond of one caller, on one node
 * @param idle after which a connection without a call is closed
 */
public record SecuritySettings(
    Optional<Accounts> accounts, Optional<Tls> tls, int callsPerSecond, Duration idle) {

  /** Nobody is asked, nothing is encrypted: for loopback. */
  public static final SecuritySettings OPEN =
      new SecuritySettings(Optional.empty(), Optional.empty(), 5_000, Duration.ofMinutes(15));

  /**
   * Whose tokens are believed.
   *
   * @param jwksUrl where the issuer publishes its keys, or else
   * @param keysFile a JWK set, or public keys in PEM
   * @param algorithms of signatures, for example {@code RS256}
   * @param leeway how far the issuer's clock may differ from ours
   * @param blinded roles that never see what a protocol marks as unblinding
   */
  public record Accounts(
      String issuer,
      String audience,
      Optional<String> jwksUrl,
      Optional<Path> keysFile,
      Set<String> algorithms,
      Duration leeway,
      Duration keysFor,
      Claims claims,
      Set<Role> blinded) {}

  /** Names of the claims; each is a text or a list of texts. */
  public record Claims(String roles, String studies, String sites, String organisation) {}

  /**
   * A certificate with its key, both PEM files that are read again when they change.
   *
   * @param clientAuthorities whose clients' certificates are believed; empty: none is asked for
   */
  public record Tls(Path certificate, Path key, Optional<Path> clientAuthorities, Clients clients) {

    /** The files, for a message. */
    public List<Path> files() {
      return clientAuthorities
          .map(it -> List.of(certificate, key, it))
          .orElse(List.of(certificate, key));
    }
  }

  /** Who has to bring a certificate. */
  public enum Clients {
    NONE,
    /** Programs: gRPC, not the page. */
    GRPC,
    /** Everybody. */
    ALL
  }
}
