package io.zeitgeber.service.security;

import io.zeitgeber.persistence.access.Access;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of the access log, made of calls. */
final class Lines {

  private Lines() {}

  /** One for each participant that the call names, one where it names none. */
  static List<Access> of(
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

  static List<Access> refused(
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

  private static List<Access> line(
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
    List<@Nullable String> participants = new ArrayList<>(aim.participants());
    if (participants.isEmpty()) {
      participants.add(null);
    }
    Instant now = Instant.now();
    List<Access> lines = new ArrayList<>();
    for (@Nullable String participant : participants) {
      lines.add(
          new Access(
              now,
              caller.by(aim.claimed()),
              role == null ? null : role.label(),
              caller.organisation(),
              caller.authenticated(),
              method,
              action,
              study.isEmpty() ? null : study,
              participant,
              aim.about(),
              peer,
              outcome,
              detail,
              node));
    }
    return lines;
  }

  private static boolean isOfAll(Policy.Rule rule) {
    return rule.about() != Policy.About.STUDY;
  }
}
