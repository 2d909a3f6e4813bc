package io.zeitgeber.participant.step;

import io.zeitgeber.participant.absence.Cause;
import io.zeitgeber.participant.absence.DataAlert;
import org.jspecify.annotations.Nullable;

/** What was concluded from data that did not come, or mean nothing. */
public sealed interface AbsenceFact extends Fact {

  /**
   * Nothing was received of a channel for as long as its protocol allows.
   *
   * @param lastReceivedMicros the last that was
   * @param dueMicros in received time: when it was to come at the latest
   */
  record SilenceBegan(String channel, long lastReceivedMicros, long dueMicros)
      implements AbsenceFact {}

  /**
   * A silence ended.
   *
   * @param beganMicros when it began
   * @param endedMicros in received time
   */
  record SilenceEnded(String channel, long beganMicros, long endedMicros, Cause cause)
      implements AbsenceFact {}

  /** An alert of the kind {@code data} was raised. */
  record DataAlertRaised(DataAlert alert) implements AbsenceFact {}

  /**
   * An alert of the kind {@code data} ended.
   *
   * @param alert as of the end, with the raised alert's id
   */
  record DataAlertResolved(DataAlert alert, long raisedAtMicros) implements AbsenceFact {}

  /**
   * The participant is to be looked at again, whether anything is received or not.
   *
   * @param dueMicros in received time; null: nothing is waited for
   */
  record DeadlineSet(@Nullable Long dueMicros) implements AbsenceFact {}
}
