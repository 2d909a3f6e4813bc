package io.zeitgeber.service.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.persistence.database.DatabaseFailure;
import io.zeitgeber.persistence.database.Horizon;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a forgotten transaction, of any database of the instance, holds back what is read of the
 * journal. Nothing is lost then; alerts and tables wait.
 */
final class HorizonMeter {
  private static final Logger log = LoggerFactory.getLogger(HorizonMeter.class);
  private static final long LONG_MICROS = TimeUnit.SECONDS.toMicros(10);
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Horizon horizon;
  private volatile long ageMicros;
  private long warnedNanos = System.nanoTime() - AGAIN_NANOS;

  HorizonMeter(Horizon horizon, MeterRegistry meters) {
    this.horizon = horizon;
    Gauge.builder("zeitgeber.journal.horizon.age", this, it -> it.ageMicros / 1e6)
        .baseUnit("seconds")
        .description(
            "Age of the oldest transaction that alerts and tables wait for; alert above 10")
        .register(meters);
  }

  void look() {
    try {
      Optional<Horizon.Holder> holder = horizon.holder();
      ageMicros = holder.map(Horizon.Holder::ageMicros).orElse(0L);
      if (ageMicros > LONG_MICROS && System.nanoTime() - warnedNanos >= AGAIN_NANOS) {
        warnedNanos = System.nanoTime();
        log.warn(
            "alerts and tables wait for a transaction of {}, {}, open for {} s: end it",
            holder.map(Horizon.Holder::role).orElse(""),
            holder.map(Horizon.Holder::what).orElse(""),
            ageMicros / 1_000_000);
      }
    } catch (DatabaseFailure away) {
      log.debug("the horizon was not looked at", away);
    }
  }
}
