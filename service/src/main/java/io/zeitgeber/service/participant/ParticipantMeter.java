package io.zeitgeber.service.participant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.Fact;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the participants' actors measure of themselves. */
public final class ParticipantMeter {
  private final Timer recovery;
  private final AtomicInteger active = new AtomicInteger();
  private final Counter raised;
  private final Counter resolved;
  private final Counter halted;

  public ParticipantMeter(MeterRegistry meters) {
    recovery =
        Timer.builder("zeitgeber.participant.recovery")
            .description("From waking a participant to its state being whole")
            .publishPercentileHistogram()
            .register(meters);
    Gauge.builder("zeitgeber.participants.active", active, AtomicInteger::get)
        .description("Participants in memory on this node")
        .register(meters);
    raised = alerts(meters, "raised");
    resolved = alerts(meters, "resolved");
    halted =
        Counter.builder("zeitgeber.participant.halted")
            .description("Recoveries that ended in HALTED: the journal could not be trusted")
            .register(meters);
  }

  private static Counter alerts(MeterRegistry meters, String lifecycle) {
    return Counter.builder("zeitgeber.alerts")
        .description("Alerts that participants' steps raised and resolved")
        .tag("lifecycle", lifecycle)
        .register(meters);
  }

  /** What a step concluded. */
  void concluded(List<Fact> facts) {
    for (Fact fact : facts) {
      if (fact instanceof Fact.AlertRaised || fact instanceof AbsenceFact.DataAlertRaised) {
        raised.increment();
      } else if (fact instanceof Fact.AlertResolved
          || fact instanceof AbsenceFact.DataAlertResolved) {
        resolved.increment();
      }
    }
  }

  void stopped() {
    active.decrementAndGet();
  }

  void recovered(long nanos, boolean isHalted) {
    active.incrementAndGet();
    recovery.record(nanos, TimeUnit.NANOSECONDS);
    if (isHalted) {
      halted.increment();
    }
  }
}
