package io.zeitgeber.service.security;

import io.zeitgeber.participant.enrolment.Account;
import java.io.IOException;
import java.time.Instant;

/**
 * Who a token is of, where no node can be asked: by the same accounts, the same table of who may do
 * what and the same checks as a node's.
 *
 * @param by the token's subject
 */
public record Proof(String by, Account account) {

  /** Not believed, or not allowed. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private Refused(String sentence) {
      super(sentence);
    }
  }

  /**
   * Whoever may do this with this token.
   *
   * @param what a line of the policy that is about everybody, for example {@code
   *     command/journal-adopt}
   * @throws IOException where the issuer's keys cannot be had
   */
  public static Proof of(SecuritySettings.Accounts accounts, String token, String what)
      throws IOException, Refused {
    try {
      Caller caller = new Tokens(accounts).read(token, Instant.now()).caller();
      Role role =
          Policy.read()
              .of(what)
              .flatMap(rule -> rule.role(caller))
              .orElseThrow(() -> new Refused("none of the token's roles may do this"));
      if (!caller.scope().hasAllStudies() || caller.scope().sites().isPresent()) {
        throw new Refused("this concerns all studies and sites, and the token is not for all");
      }
      return new Proof(caller.subject(), new Account(role.label(), caller.organisation()));
    } catch (Denied denied) {
      throw new Refused(String.valueOf(denied.getMessage()));
    }
  }
}
