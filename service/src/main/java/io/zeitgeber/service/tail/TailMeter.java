package io.zeitgeber.service.tail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What one sink measures over all its slices. */
final class TailMeter {
  private final Counter rows;
  private final Timer write;

  TailMeter(MeterRegistry meters, String sink) {
    rows =
        Counter.builder("zeitgeber.sink.rows")
            .description("Entries handed to a sink")
            .tag("sink", sink)
            .register(meters);
    write =
        Timer.builder("zeitgeber.sink.write")
            .description("From reading a page of the journal to the sink's commit")
            .tag("sink", sink)
            .publishPercentileHistogram()
            .maximumExpectedValue(Duration.ofMinutes(1))
            .register(meters);
  }

  void written(int count, long nanos) {
    rows.increment(count);
    write.record(nanos, TimeUnit.NANOSECONDS);
  }
}
