package io.zeitgeber.persistence.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.step.Fact;
import org.jspecify.annotations.Nullable;

/**
 * A limit in force and where it comes from.
 *
 * @param setBy null for the protocol's default
 */
public record Threshold(double value, String protocol, Fact.@Nullable ThresholdChanged setBy) {

  /** What the last change of a bound left in force. */
  public static Threshold of(
      Fact.@Nullable ThresholdChanged last, double standard, String protocol) {
    Double own = last == null ? null : last.after();
    return new Threshold(own == null ? standard : own, protocol, last);
  }

  /** As members of an object. */
  public void write(ObjectNode to) {
    to.put("value", value);
    if (setBy == null) {
      to.put("set_by", "protocol " + protocol);
      return;
    }
    to.put("set_by", setBy.by() == null ? "unknown" : setBy.by());
    Account account = setBy.account();
    to.put("authenticated", account != null);
    if (account != null) {
      to.put("role", account.role());
      if (account.organisation() != null) {
        to.put("organisation", account.organisation());
      }
    }
    if (setBy.reason() != null) {
      to.put("reason", setBy.reason());
    }
    to.put("way", setBy.way()).put("received_at", Jsons.time(setBy.receivedMicros()));
    if (setBy.after() == null) {
      to.put("returned_to", "protocol " + protocol);
    }
  }

  private static String proof(@Nullable Account account) {
    return account == null
        ? " (as claimed)"
        : " ("
            + account.role()
            + (account.organisation() == null ? "" : ", " + account.organisation())
            + ")";
  }

  /** In a sentence. */
  public String text() {
    if (setBy == null) {
      return value + ", the default of " + protocol;
    }
    return value
        + ", set by "
        + (setBy.by() == null ? "somebody unnamed" : setBy.by() + proof(setBy.account()))
        + " over the "
        + setBy.way()
        + (setBy.reason() == null ? ", without a reason" : ", because: " + setBy.reason())
        + ", received "
        + Jsons.time(setBy.receivedMicros());
  }
}
