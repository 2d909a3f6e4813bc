package io.zeitgeber.service.tail;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes the tail of a slice when this node's journal has made an entry of it durable. What other
 * nodes write is found by looking again after a while.
 */
public final class Wakes {
  private final Bell[] bells;

  public Wakes(int slices) {
    bells = new Bell[slices];
    for (int slice = 0; slice < slices; slice++) {
      bells[slice] = new Bell();
    }
  }

  /** There is something new in a slice. */
  public void ring(int slice) {
    bells[slice].ring();
  }

  /** Waits until the slice's bell is rung, or was since the last call: whether it was. */
  boolean await(int slice, Duration atMost) {
    return bells[slice].await(atMost.toNanos());
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
