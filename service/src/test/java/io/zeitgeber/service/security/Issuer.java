package io.zeitgeber.service.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Issues tokens with a key of its own, good ones and forged ones. */
public final class Issuer {
  public static final String NAME = "https://issuer.example";

  private ECKey key;
  private int generation;

  public Issuer() {
    this.key = fresh();
  }

  private ECKey fresh() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("key-" + generation++).generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Signs with another key from now on. */
  void rotate() {
    key = fresh();
  }

  /** Its public key, as it is published. */
  public String keys() {
    return new JWKSet(key.toPublicJWK()).toString();
  }

  public Path writeTo(Path file) throws IOException {
    return Files.writeString(file, keys(), StandardCharsets.UTF_8);
  }

  static SecuritySettings.Accounts accounts(Optional<String> url, Optional<Path> file) {
    return new SecuritySettings.Accounts(
        NAME,
        "zeitgeber",
        url,
        file,
        Set.of("RS256", "ES256"),
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        new SecuritySettings.Claims("roles", "studies", "sites", "org"),
        EnumSet.of(Role.MONITOR, Role.COORDINATOR, Role.DATA_MANAGER));
  }

  public static SecuritySettings settings(Path keys) {
    return new SecuritySettings(
        Optional.of(accounts(Optional.empty(), Optional.of(keys))),
        Optional.empty(),
        100_000,
        Duration.ofMinutes(1));
  }

  /** Claims of somebody, good for an hour. */
  static JWTClaimsSet.Builder claims(
      String subject, List<String> roles, List<String> studies, List<String> sites) {
    return new JWTClaimsSet.Builder()
        .issuer(NAME)
        .audience("zeitgeber")
        .subject(subject)
        .expirationTime(Date.from(Instant.now().plusSeconds(3_600)))
        .claim("roles", roles)
        .claim("studies", studies)
        .claim("sites", sites)
        .claim("org", "Hospital A");
  }

  public String token(
      String subject, List<String> roles, List<String> studies, List<String> sites) {
    return signed(claims(subject, roles, studies, sites).build());
  }

  /** An admin's token with something about it changed. */
  String token(UnaryOperator<JWTClaimsSet.Builder> change) {
    return signed(
        change.apply(claims("eve", List.of("admin"), List.of("*"), List.of("*"))).build());
  }

  private String signed(JWTClaimsSet claims) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** With no signature at all. */
  static String unsigned() {
    return new PlainJWT(claims("eve", List.of("admin"), List.of("*"), List.of("*")).build())
        .serialize();
  }

  /** Signed with what everybody knows, the public key, taken for a secret. */
  String signedWithThePublicKey() {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
              claims("eve", List.of("admin"), List.of("*"), List.of("*")).build());
      token.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
