package io.zeitgeber.simulator.kafka;

import io.zeitgeber.simulator.cli.Speed;
import io.zeitgeber.simulator.cli.StopSignal;

/** Lets records go when their time has come. */
public final class Pace {
  private final Speed speed;
  private final StopSignal stop;
  private final long firstMillis;
  private final long startNanos = System.nanoTime();

  /**
   * @param firstMillis the stamp that is due now
   */
  public Pace(Speed speed, long firstMillis, StopSignal stop) {
    this.speed = speed;
    this.firstMillis = firstMillis;
    this.stop = stop;
  }

  /** Waits until a stamp is due; false when a stop was requested. */
  public boolean await(long stampMillis) {
    if (!speed.unlimited()) {
      double afterNanos = (stampMillis - firstMillis) * 1e6 / speed.factor();
      long waitNanos = (long) afterNanos - (System.nanoTime() - startNanos);
      if (waitNanos > 0) {
        return !stop.await(waitNanos);
      }
    }
    return !stop.requested();
  }
}
