package io.zeitgeber.service.deadline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLongArray;

/** What a node's keepers of deadlines measure. */
final class DeadlineMeter {
  private final Counter ticks;
  private final AtomicLongArray lateMicros;

  DeadlineMeter(MeterRegistry meters, int slices) {
    lateMicros = new AtomicLongArray(slices);
    ticks =
        Counter.builder("zeitgeber.deadline.ticks")
            .description("Participants that were woken because a deadline was due")
            .register(meters);
    Gauge.builder("zeitgeber.deadline.late.seconds", this, DeadlineMeter::lateSeconds)
        .description("How long the longest overdue deadline is due, as of the last look")
        .register(meters);
  }

  void told() {
    ticks.increment();
  }

  void late(int slice, long micros) {
    lateMicros.set(slice, micros);
  }

  private double lateSeconds() {
    long most = 0;
    for (int slice = 0; slice < lateMicros.length(); slice++) {
      most = Math.max(most, lateMicros.get(slice));
    }
    return most / 1e6;
  }
}
