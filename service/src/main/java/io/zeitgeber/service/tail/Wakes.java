package io.zeitgeber.service.tail;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes a worker of the tail when this node's journal has made an entry of its slices durable. What
 * other nodes write is found by looking again after a while.
 */
public final class Wakes {
  private final Bell[] bells;

  public Wakes(int workers) {
    bells = new Bell[workers];
    for (int worker = 0; worker < workers; worker++) {
      bells[worker] = new Bell();
    }
  }

  /** There is something new for a worker. */
  public void ring(int worker) {
    bells[worker].ring();
  }

  /** Waits until the bell is rung, or was since the last call: whether it was. */
  boolean await(int worker, Duration atMost) {
    return bells[worker].await(atMost.toNanos());
  }

  private static final class Bell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private volatile boolean ringing;

    void ring() {
      if (ringing) {
        return;
      }
      lock.lock();
      try {
        ringing = true;
        rung.signal();
      } finally {
        lock.unlock();
      }
    }

    boolean await(long nanos) {
      lock.lock();
      try {
        long left = nanos;
        while (!ringing && left > 0) {
          left = rung.awaitNanos(left);
        }
        boolean was = ringing;
        ringing = false;
        return was;
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      } finally {
        lock.unlock();
      }
    }
  }
}
