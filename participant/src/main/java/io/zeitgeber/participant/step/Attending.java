package io.zeitgeber.participant.step;

import io.zeitgeber.participant.absence.AbsenceRun;
import io.zeitgeber.participant.absence.DataAlert;
import io.zeitgeber.participant.handling.Action;
import io.zeitgeber.participant.handling.Handled;
import io.zeitgeber.participant.handling.Handling;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.rule.AlertId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a person does about an alert, or refuses it.
 *
 * <pre>
 * open --acknowledge--> acknowledged        a resolved alert may be acknowledged, too
 *   |  --snooze-------> snoozed --until--> open
 *   |  --close--------> closed              its rule may raise the next one, under another id
 *   +-- its rule -----> resolved
 * </pre>
 *
 * <p>Whether a snooze has ended is for those who look, by their own clock: a person's time is not
 * the time at which data are received, and of a recording of years ago it never will be.
 */
final class Attending {
  private Attending() {}

  static Outcome step(Participant before, Handling handling) {
    if (Step.fresh(before, handling) == null) {
      return new Outcome(before, List.of());
    }
    Origin origin = handling.origin();
    Participant taken =
        before.having(origin.topicId(), origin.partition(), origin.offset(), before.arrivals());
    Flaw flaw = flaw(before, handling);
    if (flaw != null) {
      long received = handling.receivedMicros();
      return new Outcome(
          taken, List.of(new Fact.Refused(origin, flaw.reason(), flaw.detail(), received, null)));
    }
    List<Fact> facts = new ArrayList<>();
    if (changes(before, handling)) {
      facts.add(fact(handling));
    }
    Participant closed =
        handling.action() == Action.CLOSED ? without(taken, handling, facts) : taken;
    return new Outcome(
        closed.with(before.handledAlerts().after(handling, closed::isOpen)), List.copyOf(facts));
  }

  private static @Nullable Flaw flaw(Participant before, Handling handling) {
    Subject alert = handling.alert();
    if (!alert.alert().equals(id(before, alert))) {
      return new Flaw(Refusal.UNKNOWN_ALERT, "no alert of this participant has this id");
    }
    Handled so = before.handledAlerts().of(alert.alert());
    boolean open = before.isOpen(alert.alert());
    return switch (handling.action()) {
      case NOTED -> null;
      case ASSIGNED -> so.closed() ? closed() : null;
      case ACKNOWLEDGED ->
          so.closed()
              ? closed()
              : so.acknowledgedBy() == null
                  ? null
                  : new Flaw(
                      Refusal.ALREADY_ACKNOWLEDGED, "acknowledged by " + so.acknowledgedBy());
      case SNOOZED -> {
        Long until = handling.untilMicros();
        boolean ahead = until != null && until > handling.receivedMicros();
        yield so.closed()
            ? closed()
            : !open
                ? resolved()
                : ahead ? null : new Flaw(Refusal.SNOOZE_ENDED, "until: not ahead");
      }
      case CLOSED -> so.closed() ? closed() : open ? null : resolved();
    };
  }

  private static Flaw closed() {
    return new Flaw(Refusal.ALREADY_CLOSED, "the alert was closed");
  }

  private static Flaw resolved() {
    return new Flaw(Refusal.ALREADY_RESOLVED, "the alert is resolved: nothing of it is open");
  }

  private static String id(Participant of, Subject alert) {
    String device = Objects.requireNonNullElse(alert.device(), "");
    return switch (alert.kind()) {
      case PHYSIOLOGY ->
          AlertId.of(of.study(), of.id(), device, alert.rule(), alert.raisedMicros());
      case DATA ->
          DataAlert.id(
              of.study(),
              of.id(),
              Objects.requireNonNullElse(alert.channel(), ""),
              device,
              alert.rule(),
              alert.raisedMicros());
    };
  }

  /** No change, no fact: only who owns it can be said again without saying anything. */
  private static boolean changes(Participant before, Handling handling) {
    return handling.action() != Action.ASSIGNED
        || !Objects.equals(
            before.handledAlerts().of(handling.alert().alert()).assignee(), handling.assignee());
  }

  private static Participant without(Participant taken, Handling handling, List<Fact> facts) {
    String alert = handling.alert().alert();
    if (handling.alert().kind() == Subject.Kind.DATA) {
      AbsenceRun run = Waiting.run(taken, facts);
      run.close(alert);
      return taken.with(run.freeze());
    }
    List<DeviceState> devices = new ArrayList<>();
    for (DeviceState device : taken.deviceStates()) {
      devices.add(
          device.with(device.channels().stream().map(each -> each.without(alert)).toList()));
    }
    return taken.with(List.copyOf(devices));
  }

  private static Fact fact(Handling it) {
    return new Fact.AlertHandled(
        it.action(),
        it.alert(),
        it.by(),
        it.account(),
        it.way(),
        it.note(),
        it.untilMicros(),
        it.assignee(),
        it.receivedMicros());
  }
}
