package io.zeitgeber.service.participant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What the participants' actors measure of themselves. */
public final class ParticipantMeter {
  private final Timer recovery;
  private final Counter halted;

  public ParticipantMeter(MeterRegistry meters) {
    recovery =
        Timer.builder("zeitgeber.participant.recovery")
            .description("From waking a participant to its state being whole")
            .publishPercentileHistogram()
            .register(meters);
    halted =
        Counter.builder("zeitgeber.participant.halted")
            .description("Recoveries that ended in HALTED: the journal could not be trusted")
            .register(meters);
  }

  void recovered(long nanos, boolean isHalted) {
    recovery.record(nanos, TimeUnit.NANOSECONDS);
    if (isHalted) {
      halted.increment();
    }
  }
}
