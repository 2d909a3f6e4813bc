package io.zeitgeber.service.query;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.zeitgeber.participant.handling.Action;
import io.zeitgeber.participant.handling.Handling;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.participant.Requests;
import io.zeitgeber.service.query.v1.AlertActionRequest;
import io.zeitgeber.service.query.v1.AssignAlertRequest;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.query.v1.SnoozeAlertRequest;
import io.zeitgeber.service.query.v1.WriteResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do about one alert, as the input that the participant's journal keeps. */
final class AlertActions {
  private static final Origin LATER = new Origin(new UUID(0, 0), Requests.WAY, 0, 0);
  private static final int MOST_NOTE = 1024;
  private static final int MOST_ASSIGNEE = 128;
  private static final long LONGEST_SNOOZE_DAYS = 366;

  private final Sources sources;

  AlertActions(Sources sources) {
    this.sources = sources;
  }

  WriteResponse plain(AlertActionRequest it, Action action) throws InterruptedException {
    boolean needsWords = action == Action.NOTED || action == Action.CLOSED;
    Doing doing =
        new Doing(action, Asker.of(it.getReason()), note(it.getReason(), needsWords), null, null);
    return take(
        Asked.who(it.getId()),
        it.getAlert(),
        doing,
        it.getRequestId(),
        // Two requests of this form mean different things under one id.
        it.toBuilder().setRequestId(action.lifecycle()).build());
  }

  WriteResponse snooze(SnoozeAlertRequest it) throws InterruptedException {
    if (!it.hasUntil()) {
      throw Failures.badField("until", "expected when it ends");
    }
    Doing doing =
        new Doing(
            Action.SNOOZED,
            Asker.of(it.getReason()),
            note(it.getReason(), false),
            until(it.getUntil()),
            null);
    Message content = it.toBuilder().clearRequestId().build();
    return take(Asked.who(it.getId()), it.getAlert(), doing, it.getRequestId(), content);
  }

  WriteResponse assign(AssignAlertRequest it) throws InterruptedException {
    String assignee = Asked.words("assignee", it.getAssignee(), MOST_ASSIGNEE).strip();
    if (assignee.isEmpty()) {
      throw Failures.badField("assignee", "expected whose it is");
    }
    Doing doing =
        new Doing(
            Action.ASSIGNED, Asker.of(it.getReason()), note(it.getReason(), false), null, assignee);
    Message content = it.toBuilder().clearRequestId().build();
    return take(Asked.who(it.getId()), it.getAlert(), doing, it.getRequestId(), content);
  }

  /**
   * What is done, whichever the alert.
   *
   * @param untilMicros of a snooze
   * @param assignee of an assignment
   */
  record Doing(
      Action action,
      Asker asker,
      String note,
      @Nullable Long untilMicros,
      @Nullable String assignee) {

    Input to(Subject alert) {
      return new Input.Handle(
          new Handling(
              LATER,
              ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
              Requests.WAY,
              alert,
              action,
              asker.by(),
              asker.account(),
              note,
              untilMicros,
              assignee));
    }
  }

  static Doing acknowledging(Reason reason) {
    return new Doing(Action.ACKNOWLEDGED, Asker.of(reason), note(reason, false), null, null);
  }

  private WriteResponse take(
      EntityId who, String alert, Doing doing, String requestId, Message content)
      throws InterruptedException {
    String id = Asked.requestId(requestId);
    Subject subject = new Subjects(sources).of(who, Asked.id("alert", alert));
    return Writes.response(new Writes(sources).take(who, doing.to(subject), id, content, false));
  }

  private static String note(Reason reason, boolean needed) {
    String note = Asked.words("reason.reason", reason.getReason(), MOST_NOTE).strip();
    if (needed && note.isEmpty()) {
      throw Failures.badField("reason.reason", "expected why, or what is to be noted");
    }
    return note;
  }

  private static long until(Timestamp until) {
    long micros = Asked.micros("until", until);
    if (Asked.instant(micros).isAfter(Instant.now().plus(LONGEST_SNOOZE_DAYS, ChronoUnit.DAYS))) {
      throw Failures.badField("until", "expected at most a year ahead");
    }
    return micros;
  }
}
