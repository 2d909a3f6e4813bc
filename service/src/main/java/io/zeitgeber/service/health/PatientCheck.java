package io.zeitgeber.service.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A check of something that may hang: asked for so long and no longer, and never twice at once. A
 * database that stands still must not hold up {@code /metrics}: a node that can't be scraped looks
 * like one that is down.
 */
public final class PatientCheck implements Supplier<Optional<String>> {
  private final Supplier<Optional<String>> check;
  private final Duration patience;
  private final String silence;
  private @Nullable CompletableFuture<Optional<String>> asking;

  /**
   * Asks nothing yet.
   *
   * @param silence what is wrong where no answer comes in time
   */
  public PatientCheck(Supplier<Optional<String>> check, Duration patience, String silence) {
    this.check = check;
    this.patience = patience;
    this.silence = silence;
  }

  @Override
  public Optional<String> get() {
    try {
      return asked().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      return Optional.of(silence);
    } catch (ExecutionException failed) {
      return Optional.of(silence + ": " + failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.of(silence);
    }
  }

  /** What is under way, or a new question. */
  private synchronized CompletableFuture<Optional<String>> asked() {
    CompletableFuture<Optional<String>> now = asking;
    if (now == null || now.isDone()) {
      now =
          CompletableFuture.supplyAsync(
              check, task -> Thread.ofVirtual().name("health-check").start(task));
      asking = now;
    }
    return now;
  }
}
