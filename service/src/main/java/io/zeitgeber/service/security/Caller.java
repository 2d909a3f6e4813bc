package io.zeitgeber.service.security;

import io.grpc.Context;
import io.zeitgeber.participant.enrolment.Account;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whoever asks.
 *
 * @param subject of their token; empty without accounts
 * @param roles all that the token names
 * @param role the one in which this call is allowed; null without accounts
 * @param organisation theirs, where the token names it
 * @param scope whose data they may see
 * @param authenticated whether a token proved it; without accounts whoever is named is only claimed
 */
public record Caller(
    String subject,
    Set<Role> roles,
    @Nullable Role role,
    @Nullable String organisation,
    Scope scope,
    boolean authenticated) {

  /** Without accounts nobody is known, and on loopback everybody may. */
  public static final Caller UNKNOWN =
      new Caller("", Set.of(), null, null, Scope.EVERYTHING, false);

  private static final Context.Key<Caller> KEY = Context.keyWithDefault("caller", UNKNOWN);

  /** Whoever makes the call that is being answered; read it on the call's own thread. */
  public static Caller current() {
    return KEY.get();
  }

  /** The context in which a call of theirs is answered. */
  Context in(Context context) {
    return context.withValue(KEY, this);
  }

  Caller as(Role acting) {
    return new Caller(subject, roles, acting, organisation, scope, authenticated);
  }

  /**
   * Whom a change is by: with accounts the token's subject, whatever the request names.
   *
   * @param claimed who the request names
   */
  public String by(String claimed) {
    return authenticated ? subject : claimed;
  }

  /** The account that proved it; null where whoever is named is only claimed. */
  public @Nullable Account account() {
    Role acting = role;
    return authenticated && acting != null ? new Account(acting.label(), organisation) : null;
  }

  /** The sites that lists are limited to; null: no limit. */
  public @Nullable List<String> sites() {
    return scope.sites().isPresent() ? List.copyOf(scope.sites().get()) : null;
  }
}
