package io.zeitgeber.participant.clock;

/** What ends the trust in a device's own times. */
public enum Evidence {
  /** Device time ran ahead of received time, which cannot be. */
  AHEAD,
  /** Device and received time advanced together through two minutes or more. */
  LIVE_STRETCH,
  /** The freshest samples of three uploads agree. */
  THREE_UPLOADS,
  /** A stamp of the send attempt, or a comparison with a reference clock. */
  HINT,
  /** Device time leapt by more than any delay. */
  LEAP,
  /** The level moved by no more than the oscillator may drift in the silence before. */
  DRIFT,
  /** Later samples showed less delay than all before by more than the stated uncertainty. */
  SETTLED
}
