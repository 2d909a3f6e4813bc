package io.zeitgeber.bench.clock;

import io.zeitgeber.participant.clock.ClockSink;
import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.Rebased;
import io.zeitgeber.participant.clock.StampsEqual;
import io.zeitgeber.participant.clock.Stepped;

/** Hears and forgets. */
public enum Silent implements ClockSink {
  /** The only one. */
  SINK;

  @Override
  public void stepped(Stepped stepped) {}

  @Override
  public void rebased(Rebased rebased) {}

  @Override
  public void confidenceChanged(ConfidenceChange change) {}

  @Override
  public void stampsEqual(StampsEqual finding) {}
}
