package io.zeitgeber.participant.absence;

/** Why a finding ended. */
public enum Cause {
  /** Data say so: they came again, vary again, are back inside the limit. */
  DATA,
  /** Nothing more of it was seen for as long as the protocol asks. */
  QUIET,
  /** The participant is paused, has completed or has withdrawn: nobody waits for data. */
  STATUS,
  /** An enrolment made the device known. */
  REGISTERED
}
