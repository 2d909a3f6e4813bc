package io.zeitgeber.participant.handling;

import org.jspecify.annotations.Nullable;

/**
 * The alert that something is done about, by what makes its id. Whoever asks has looked it up; the
 * step holds the id against the rest.
 *
 * @param alert its id
 * @param device null where it is about no single device
 * @param channel null where it is about no single channel
 * @param raisedMicros the event time at which it was raised
 */
public record Subject(
    String alert,
    Kind kind,
    @Nullable String site,
    @Nullable String device,
    String rule,
    @Nullable String channel,
    long raisedMicros) {

  /** What an alert is about. */
  public enum Kind {
    /** The participant's body. */
    PHYSIOLOGY,
    /** What is or is not sent. */
    DATA
  }
}
