package io.zeitgeber.simulator.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a request that the work in hand answers: it stops sending, flushes, and
 * still says what it did.
 */
public final class StopSignal {
  private static final long PATIENCE_S = 8;
  private static final long GRACE_S = 12;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  /** A stop signal that the process's signals set off; {@code worker} is the thread that works. */
  public static StopSignal ofProcess(Thread worker) {
    StopSignal stop = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop.shutDown(worker), "stop"));
    return stop;
  }

  public void request() {
    requested.countDown();
  }

  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Waits until the time is over or a stop is requested; true when it is requested. */
  public boolean await(long nanos) {
    try {
      return requested.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      request();
      return true;
    }
  }

  /** The work has ended and everything is said: the process may go. */
  public void finished() {
    finished.countDown();
  }

  private void shutDown(Thread worker) {
    request();
    try {
      if (!finished.await(PATIENCE_S, TimeUnit.SECONDS)) {
        // Held up inside a library, for example by a broker that does not answer.
        worker.interrupt();
        if (!finished.await(GRACE_S, TimeUnit.SECONDS)) {
          System.err.println("stopped before everything was acknowledged");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
