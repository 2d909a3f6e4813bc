package io.zeitgeber.service.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The loops that run on this node, so that it can wait for them before it closes what they use. */
public final class RunningLoops {
  private final Map<Thread, LoopDaemon.Loop> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  void start(String name, LoopDaemon.Loop loop, Runnable body) {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .unstarted(
                () -> {
                  try {
                    body.run();
                  } finally {
                    running.remove(Thread.currentThread());
                  }
                });
    running.put(thread, loop);
    if (closed) {
      loop.stop();
    }
    thread.start();
  }

  /** Asks every loop to stop, and waits for them; true when all have ended in time. */
  public boolean stop(Duration patience) {
    closed = true;
    running.values().forEach(LoopDaemon.Loop::stop);
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : running.keySet()) {
      long left = deadline - System.nanoTime();
      try {
        if (left > 0 && !thread.join(Duration.ofNanos(left))) {
          return false;
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return running.isEmpty();
  }
}
