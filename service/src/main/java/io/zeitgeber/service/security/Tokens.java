package io.zeitgeber.service.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads bearer tokens (JWT, RFC 7519): signed by a key of the issuer with an allowed algorithm of
 * public keys, meant for us, not expired. A token that was believed is remembered for a minute, by
 * its digest, so that a key that is withdrawn ends soon.
 */
final class Tokens {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 10_000;
  private static final int LONGEST = 12_000;
  private static final Pattern SUBJECT = Pattern.compile("[\\p{Graph} ]{1,128}");

  private final SecuritySettings.Accounts accounts;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final Map<String, Believed> believed = new ConcurrentHashMap<>();

  /** A caller, and until when they are. */
  record Believed(Caller caller, Instant until, Instant expires) {}

  /**
   * @throws IOException where the issuer's keys cannot be read
   */
  Tokens(SecuritySettings.Accounts accounts) throws IOException {
    this.accounts = accounts;
    Set<JWSAlgorithm> algorithms = new HashSet<>();
    accounts.algorithms().forEach(name -> algorithms.add(JWSAlgorithm.parse(name)));
    var keys =
        accounts.jwksUrl().isPresent()
            ? IssuerKeys.at(accounts.jwksUrl().get(), accounts.keysFor())
            : IssuerKeys.in(accounts.keysFile().orElseThrow());
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            accounts.audience(),
            new JWTClaimsSet.Builder().issuer(accounts.issuer()).build(),
            Set.of("sub", "exp"));
    claims.setMaxClockSkew((int) accounts.leeway().toSeconds());
    processor.setJWTClaimsSetVerifier(claims);
  }

  /** Whoever this token is of. */
  Believed read(String token, Instant now) throws Denied {
    if (token.length() > LONGEST) {
      throw Denied.nobody("BAD_TOKEN", "the token is too long");
    }
    String digest = digest(token);
    Believed known = believed.get(digest);
    if (known != null && now.isBefore(known.until()) && now.isBefore(known.expires())) {
      return known;
    }
    Believed fresh = verified(token, now);
    if (believed.size() >= MOST_REMEMBERED) {
      believed.values().removeIf(each -> !now.isBefore(each.until()));
    }
    if (believed.size() < MOST_REMEMBERED) {
      believed.put(digest, fresh);
    }
    return fresh;
  }

  private Believed verified(String token, Instant now) throws Denied {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      Date expires = claims.getExpirationTime();
      return new Believed(
          caller(claims), now.plus(REMEMBERED), expires.toInstant().plus(accounts.leeway()));
    } catch (ExpiredJWTException late) {
      throw Denied.nobody("TOKEN_EXPIRED", "the token has expired");
    } catch (BadJWTException other) {
      throw Denied.nobody(
          "BAD_CLAIMS", "the token is not from the issuer, for the audience or for now");
    } catch (BadJOSEException | ParseException forged) {
      throw Denied.nobody("BAD_TOKEN", "the token is not signed by a key of the issuer");
    } catch (JOSEException away) {
      throw Denied.notNow("the issuer's keys cannot be had");
    }
  }

  private Caller caller(JWTClaimsSet claims) throws Denied {
    SecuritySettings.Claims names = accounts.claims();
    Set<Role> roles = EnumSet.noneOf(Role.class);
    texts(claims, names.roles()).forEach(label -> Role.of(label).ifPresent(roles::add));
    String subject = String.valueOf(claims.getSubject());
    if (!SUBJECT.matcher(subject).matches()) {
      throw Denied.nobody("BAD_CLAIMS", "the token's subject is no name");
    }
    List<String> organisation = texts(claims, names.organisation());
    return new Caller(
        subject,
        Set.copyOf(roles),
        null,
        organisation.isEmpty() ? null : organisation.getFirst(),
        Scope.of(texts(claims, names.studies()), texts(claims, names.sites())),
        true);
  }

  /** A claim that is a text or a list of texts; anything else is none. */
  private static List<String> texts(JWTClaimsSet claims, String name) {
    @Nullable Object claim = claims.getClaim(name);
    if (claim instanceof String text) {
      return List.of(text);
    }
    List<String> texts = new ArrayList<>();
    if (claim instanceof List<?> list) {
      list.forEach(
          each -> {
            if (each instanceof String text) {
              texts.add(text);
            }
          });
    }
    return texts;
  }

  private static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
