package io.zeitgeber.service.cluster;

import io.zeitgeber.persistence.lease.Lease;
import io.zeitgeber.persistence.lease.Leases;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.jspecify.annotations.Nullable;

/**
 * A lease over PostgreSQL, the arbiter that the journal needs anyway. Expiry is judged by the
 * database's clock alone.
 */
public final class DatabaseLease extends org.apache.pekko.coordination.lease.javadsl.Lease {
  private final LeaseSettings settings;
  private final Leases leases;
  private final Duration timeout;
  private final Duration interval;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("lease").factory());
  private volatile @Nullable Lease held;
  private volatile @Nullable ScheduledFuture<?> renewal;

  /** The constructor that Pekko looks for. */
  public DatabaseLease(LeaseSettings settings, ExtendedActorSystem system) {
    this.settings = settings;
    this.leases =
        system
            .settings()
            .setup()
            .get(LeaseSetup.class)
            .orElseThrow(() -> new IllegalStateException("started without a LeaseSetup"))
            .leases();
    this.timeout = Duration.ofMillis(settings.timeoutSettings().heartbeatTimeout().toMillis());
    this.interval = Duration.ofMillis(settings.timeoutSettings().heartbeatInterval().toMillis());
  }

  @Override
  public LeaseSettings getSettings() {
    return settings;
  }

  @Override
  public CompletionStage<Boolean> acquire() {
    return acquire(_ -> {});
  }

  @Override
  public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
    return CompletableFuture.supplyAsync(
        () -> {
          held = leases.acquire(settings.leaseName(), settings.ownerName(), timeout).orElse(null);
          if (held != null && renewal == null) {
            renewal =
                scheduler.scheduleWithFixedDelay(
                    () -> renew(lost),
                    interval.toMillis(),
                    interval.toMillis(),
                    TimeUnit.MILLISECONDS);
          }
          return held != null;
        },
        scheduler);
  }

  private void renew(Consumer<Optional<Throwable>> lost) {
    Lease mine = held;
    try {
      held = mine == null ? null : leases.renew(mine, timeout).orElse(null);
      if (held == null) {
        give(lost, Optional.empty());
      }
    } catch (RuntimeException trouble) { // the database is away: nobody else can take it either
      give(lost, Optional.of(trouble));
    }
  }

  private void give(Consumer<Optional<Throwable>> lost, Optional<Throwable> why) {
    stopRenewing();
    lost.accept(why);
  }

  private void stopRenewing() {
    held = null;
    ScheduledFuture<?> running = renewal;
    renewal = null;
    if (running != null) {
      running.cancel(false);
    }
  }

  @Override
  public CompletionStage<Boolean> release() {
    return CompletableFuture.supplyAsync(
        () -> {
          Lease mine = held;
          stopRenewing();
          return mine == null || leases.release(mine);
        },
        scheduler);
  }

  @Override
  public boolean checkLease() {
    return held != null;
  }
}
