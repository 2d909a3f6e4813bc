package io.zeitgeber.persistence.protocol;

import io.zeitgeber.participant.protocol.ResultRules;

/**
 * What is known of a kind of device before it has sent anything.
 *
 * @param kind as an enrolment names it, for example {@code fitbit}
 * @param clock how far its clock is believed
 * @param priority of two that overlap on a channel the lower one is chosen
 */
public record DeviceClass(String kind, Clock clock, int priority) {

  /** With the usual priority. */
  public DeviceClass(String kind, Clock clock) {
    this(kind, clock, ResultRules.USUAL_PRIORITY);
  }

  /** How far a device's clock is believed. */
  public enum Clock {
    /** Disciplined by its platform: device time is event time. */
    TRUSTED,
    /** Free-running: corrected by the clock model. */
    MODELLED,
    /** Worthless: the broker's received time stands for it. */
    RECEIVED
  }
}
