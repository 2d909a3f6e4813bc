package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.handling.Action;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.window.Window;
import org.jspecify.annotations.Nullable;

/** What the rules concluded from an input. Facts are only ever added. */
public sealed interface Fact
    permits AmendFact,
        ClockFact,
        CustodyFact,
        AbsenceFact,
        Fact.Enrolled,
        Fact.ThresholdChanged,
        Fact.DeviceChanged,
        Fact.ProtocolActivated,
        Fact.Refused,
        Fact.WindowClosed,
        Fact.WindowAmended,
        Fact.AlertRaised,
        Fact.AlertResolved,
        Fact.AlertHandled,
        TimelineFact {

  /**
   * A field of the enrolment changed.
   *
   * @param field {@code site}, {@code zone}, {@code from}, {@code until}, {@code status}, {@code
   *     devices} or {@code time}
   * @param before as text; null where there was none
   * @param by who asked: the subject of their account, or as claimed
   * @param way {@code topic}, {@code grpc} or {@code cli}
   * @param account of whoever asked; null where {@code by} is only claimed
   */
  record Enrolled(
      String field,
      @Nullable String before,
      @Nullable String after,
      @Nullable String by,
      @Nullable String reason,
      String way,
      long receivedMicros,
      @Nullable Account account)
      implements Fact {

    /** Of somebody who is named as they claim, if at all. */
    public Enrolled(
        String field,
        @Nullable String before,
        @Nullable String after,
        @Nullable String by,
        @Nullable String reason,
        String way,
        long receivedMicros) {
      this(field, before, after, by, reason, way, receivedMicros, null);
    }
  }

  /**
   * A personal limit changed.
   *
   * @param bound {@code high} or {@code low}
   * @param before null stands for the protocol's default
   * @param account of whoever asked; null where {@code by} is only claimed
   */
  record ThresholdChanged(
      String channel,
      String bound,
      @Nullable Double before,
      @Nullable Double after,
      @Nullable String by,
      @Nullable String reason,
      String way,
      long receivedMicros,
      @Nullable Account account)
      implements Fact {

    /** Of somebody who is named as they claim, if at all. */
    public ThresholdChanged(
        String channel,
        String bound,
        @Nullable Double before,
        @Nullable Double after,
        @Nullable String by,
        @Nullable String reason,
        String way,
        long receivedMicros) {
      this(channel, bound, before, after, by, reason, way, receivedMicros, null);
    }
  }

  /** A device came back with another firmware. */
  record DeviceChanged(String device, @Nullable String before, String after, long receivedMicros)
      implements Fact {}

  /** The participant follows another protocol version from here on. */
  record ProtocolActivated(
      String before, String after, String by, String reason, long receivedMicros) implements Fact {}

  /**
   * A record was refused; its bytes are in the same entry.
   *
   * @param channel as sent, where it could be read
   */
  record Refused(
      Origin origin, Refusal reason, String detail, long receivedMicros, @Nullable String channel)
      implements Fact {}

  /** A tumbling window has all that is expected of it. Later data amend it. */
  record WindowClosed(Window window) implements Fact {}

  /**
   * Data came for a window that was closed: what they add to it, to be merged with what is stored
   * of that window, if anything is, and of each larger one that is said to be closed.
   *
   * @param late the minute's window, with the late observations alone; for an interval or state
   *     longer than 25 h the hour's, longer than 32 days the day's
   * @param hourClosed whether the hour around it was closed too, so that it is amended as well
   * @param dayClosed likewise for the day
   */
  record WindowAmended(Window late, boolean hourClosed, boolean dayClosed) implements Fact {}

  /** A rule's condition began to hold. */
  record AlertRaised(Alert alert) implements Fact {}

  /**
   * A raised alert's condition ended.
   *
   * @param alert as of the deciding instant, with the raised alert's id
   * @param raisedAtMicros the event time at which it was raised
   */
  record AlertResolved(Alert alert, long raisedAtMicros) implements Fact {}

  /**
   * Somebody did something about an alert.
   *
   * @param by who did
   * @param account that proves it; null where {@code by} is only claimed
   * @param way {@code grpc}
   * @param note why, or what was noted; empty where nothing was said
   * @param untilMicros of a snooze: when the alert is open again
   * @param assignee of an assignment
   * @param receivedMicros when it was asked
   */
  record AlertHandled(
      Action action,
      Subject alert,
      String by,
      @Nullable Account account,
      String way,
      String note,
      @Nullable Long untilMicros,
      @Nullable String assignee,
      long receivedMicros)
      implements Fact {}
}
