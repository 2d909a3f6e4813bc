package io.zeitgeber.service.security;

import io.zeitgeber.persistence.access.Access;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Lines of the access log, made of calls. */
final class Lines {

  private Lines() {}

  static Access of(
      Policy.Rule rule,
      Access.Action action,
      Aim aim,
      String peer,
      Caller caller,
      String outcome,
      String detail,
      String node) {
    return line(rule.method(), action, rule, aim, peer, caller, outcome, detail, node);
  }

  static Access refused(
      String method, Aim aim, String peer, Caller caller, Denied denied, String node) {
    return line(
        method,
        Access.Action.REFUSED,
        null,
        aim,
        peer,
        caller,
        denied.status().getStatus().getCode().name(),
        denied.reason(),
        node);
  }

  private static Access line(
      String method,
      Access.Action action,
      Policy.@Nullable Rule rule,
      Aim aim,
      String peer,
      Caller caller,
      String outcome,
      String detail,
      String node) {
    Role role = caller.role();
    boolean all = rule != null && rule.about() != Policy.About.PARTICIPANT && isOfAll(rule);
    String study = all || rule == null ? aim.study() : aim.studyOrDefault();
    return new Access(
        Instant.now(),
        caller.by(aim.claimed()),
        role == null ? null : role.label(),
        caller.organisation(),
        caller.authenticated(),
        method,
        action,
        study.isEmpty() ? null : study,
        aim.participant().isEmpty() ? null : aim.participant(),
        aim.about(),
        peer,
        outcome,
        detail,
        node);
  }

  private static boolean isOfAll(Policy.Rule rule) {
    return rule.about() != Policy.About.STUDY;
  }
}
