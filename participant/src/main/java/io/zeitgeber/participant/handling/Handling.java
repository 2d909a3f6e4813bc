package io.zeitgeber.participant.handling;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.observation.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person does about an alert of one participant.
 *
 * @param origin of the request; the participant takes each origin once
 * @param receivedMicros when it was asked
 * @param way how it came: {@code grpc}
 * @param by who does it
 * @param account that proves it; null where {@code by} is only claimed
 * @param note why, or what is noted; empty where nothing was said
 * @param untilMicros of a snooze: when it ends; null otherwise
 * @param assignee of an assignment: whose it is; null otherwise
 */
public record Handling(
    Origin origin,
    long receivedMicros,
    String way,
    Subject alert,
    Action action,
    String by,
    @Nullable Account account,
    String note,
    @Nullable Long untilMicros,
    @Nullable String assignee) {

  /** The same request under the origin that the participant gives it. */
  public Handling at(Origin given) {
    return new Handling(
        given, receivedMicros, way, alert, action, by, account, note, untilMicros, assignee);
  }
}
