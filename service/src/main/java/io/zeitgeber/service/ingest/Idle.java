package io.zeitgeber.service.ingest;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting where nothing can be polled. */
final class Idle {
  private Idle() {}

  static void await(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
  }
}
