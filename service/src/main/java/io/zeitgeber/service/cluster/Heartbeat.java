package io.zeitgeber.service.cluster;

import io.zeitgeber.persistence.cluster.NodeRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the database that this node lives, and looks there for what has changed. */
public final class Heartbeat implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final NodeRegistry registry;
  private final String self;
  private final Runnable look;
  private final ScheduledFuture<?> beats;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heartbeat").factory());

  /**
   * @param look what else is done at each beat
   */
  public Heartbeat(NodeRegistry registry, String self, Duration every, Runnable look) {
    this.registry = registry;
    this.self = self;
    this.look = look;
    this.beats =
        scheduler.scheduleWithFixedDelay(
            this::beat, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void beat() {
    try {
      registry.beat(self);
      look.run();
    } catch (SQLException | RuntimeException trouble) {
      log.warn("the database does not answer: {}", trouble.getMessage());
    }
  }

  @Override
  public void close() {
    beats.cancel(true);
    scheduler.shutdownNow();
    try {
      registry.leave(self);
    } catch (SQLException trouble) {
      log.debug("left without saying so", trouble);
    }
  }
}
