package io.zeitgeber.service.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been opened is closed in the reverse order, once: by a signal (the process then ends
 * with 130 or 143, as the Java machine does by itself), by the end of the work, or by a failed
 * start.
 */
final class UntilStopped implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UntilStopped.class);

  /** Ends something; may fail. */
  interface Closing<T> {
    void close(T opened) throws Exception;
  }

  private interface Step {
    void run() throws Exception;
  }

  private final Deque<Step> steps = new ArrayDeque<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private int opening;
  private boolean closing;

  /** Makes SIGTERM and Ctrl-C close it before the process ends. */
  UntilStopped onSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
    return this;
  }

  /**
   * Opens something, and remembers how to close it. A signal that comes meanwhile waits until it is
   * open and closes it then, so that no child process is left behind.
   *
   * @throws CommandFailure when the end has begun
   */
  <T> T open(Callable<T> open, Closing<T> close) throws Exception {
    begin();
    try {
      T opened = open.call();
      remember(() -> close.close(opened));
      return opened;
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    if (closing) {
      throw CommandFailure.refused("stopped while starting");
    }
    opening++;
  }

  private synchronized void remember(Step step) {
    steps.push(step);
  }

  private synchronized void end() {
    opening--;
    notifyAll();
  }

  /** Whether the end has begun. */
  synchronized boolean isClosing() {
    return closing;
  }

  /** Waits for the end. */
  void await() {
    await(Duration.ofDays(365_000));
  }

  /** Waits for the end, or for so long; whether it has ended. */
  boolean await(Duration longest) {
    try {
      return done.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    if (begins()) {
      for (Step step = next(); step != null; step = next()) {
        close(step);
      }
      done.countDown();
    } else {
      await();
    }
  }

  // Whether this caller is the one that closes; it waits for what is still being opened.
  private synchronized boolean begins() {
    if (closing) {
      return false;
    }
    closing = true;
    while (opening > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return true;
  }

  private synchronized @Nullable Step next() {
    return steps.poll();
  }

  // One that cannot be closed must not keep the others open: its trouble is told, and on it goes.
  private static void close(Step step) {
    try {
      step.run();
    } catch (Exception e) {
      log.error("could not stop cleanly", e);
    }
  }
}
