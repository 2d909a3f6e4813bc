package io.zeitgeber.participant.clock;

/** What showed that a device's clock was set anew. */
public enum Reason {
  /** Received − device time rose and stayed up: the clock was set back. */
  UP,
  /** Received − device time fell a little and stayed down: the clock was set forward. */
  DOWN,
  /** Data came before the model says they were made: the clock was set forward. */
  BIG,
  /** As {@link #BIG}, but an earlier segment could explain it, until it went on at one level. */
  FLAT,
  /** The clock went to a time at which such devices start when they lost theirs. */
  RESET,
  /** The device's own stamp of the send attempt. */
  HINT,
  /** The clock is on the line of an earlier segment again. */
  REOPENED
}
