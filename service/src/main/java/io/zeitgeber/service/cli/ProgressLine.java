package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.replay.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** How far a replay has come, every few seconds on standard error until it is closed. */
final class ProgressLine implements AutoCloseable {
  private static final int EVERY_S = 3;

  private final Progress progress;
  private final int participants;
  private final PrintWriter err;
  private final long beganNanos = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("progress").unstarted(work));

  ProgressLine(Progress progress, int participants, PrintWriter err) {
    this.progress = progress;
    this.participants = participants;
    this.err = err;
    var _ = clock.scheduleAtFixedRate(this::say, EVERY_S, EVERY_S, TimeUnit.SECONDS);
  }

  private void say() {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    err.println(
        String.format(
            Locale.ROOT,
            "%,d of %,d participants, %,d entries, %,d samples, %,.0f samples/s",
            progress.participants(),
            participants,
            progress.entries(),
            progress.samples(),
            progress.samples() / seconds));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
