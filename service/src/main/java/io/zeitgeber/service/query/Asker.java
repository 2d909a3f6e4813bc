package io.zeitgeber.service.query;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.security.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a change. The one place that says so: without accounts it is whoever the request
 * names, as claimed; with accounts it is the token's subject, whatever the request names.
 *
 * @param account that proves it; null where it is only claimed
 */
record Asker(String by, @Nullable Account account) {

  /** Whoever makes the call that is being answered; to be asked on the call's own thread. */
  static Asker of(Reason reason) {
    Caller caller = Caller.current();
    String by = caller.by(Asked.words("reason.by", reason.getBy(), 128)).strip();
    if (by.isEmpty()) {
      throw Failures.badField("reason.by", "expected who asks");
    }
    return new Asker(by, caller.account());
  }

  /** Whether they are somebody else, and known to be. */
  boolean isOther(String proposedBy) {
    return !by.strip().equalsIgnoreCase(proposedBy.strip());
  }
}
