package io.zeitgeber.participant.step;

import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.Rebased;
import io.zeitgeber.participant.clock.StampsEqual;
import io.zeitgeber.participant.clock.Stepped;

/** What was concluded about a device's clock. */
public sealed interface ClockFact extends Fact {

  /** Whose clock it is. */
  String device();

  /** A segment was opened: from an arrival on other corrections hold. */
  record ClockStepped(String device, Stepped stepped) implements ClockFact {}

  /** The line of a segment was set anew without a step. */
  record ClockRebased(String device, Rebased rebased) implements ClockFact {}

  /** The clock can be believed more or less than before. */
  record ClockConfidenceChanged(String device, ConfidenceChange change) implements ClockFact {}

  /** Received times are the device's own, so its clock can't be known. Told once a device. */
  record ClockUnknowable(String device, StampsEqual finding) implements ClockFact {}
}
