package io.zeitgeber.service.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The loops that run on this node, so that it can wait for them before it closes what they use. */
public final class RunningLoops {
  private final Map<Thread, LoopDaemon.Loop> running = new ConcurrentHashMap<>();
  private boolean closed;

  /** Runs the body in a thread of its own; false, and nothing runs, once the node is closing. */
  synchronized boolean start(String name, LoopDaemon.Loop loop, Runnable body) {
    if (closed) {
      return false;
    }
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
    thread.start();
    return true;
  }

  /** Asks every loop to stop, and waits for them; empty, or the names of those that go on. */
  public List<String> stop(Duration patience) {
    close();
    running.values().forEach(LoopDaemon.Loop::stop);
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (Thread thread : running.keySet()) {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return running.keySet().stream().filter(Thread::isAlive).map(Thread::getName).sorted().toList();
  }

  private synchronized void close() {
    closed = true;
  }
}
