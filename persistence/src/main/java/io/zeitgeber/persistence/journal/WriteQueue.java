package io.zeitgeber.persistence.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits to be written, in order, bounded by its bytes. */
final class WriteQueue {
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<WriteGroup> waiting = new ArrayDeque<>();
  private long bytes;
  private int rows;
  private boolean closed;

  WriteQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Waits for room. One group always fits into an empty queue, however large it is.
   *
   * @return false once the queue is closed
   */
  boolean put(WriteGroup group) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !waiting.isEmpty() && bytes + group.bytes() > maxBytes) {
        room.await();
      }
      if (closed) {
        return false;
      }
      waiting.add(group);
      bytes += group.bytes();
      rows += group.entries().size();
      work.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Everything that waits, up to these bounds, at least one group; none once closed and empty. */
  List<WriteGroup> take(long most, int mostRows) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed) {
        work.await();
      }
      List<WriteGroup> taken = new ArrayList<>();
      long takenBytes = 0;
      int takenRows = 0;
      while (!waiting.isEmpty() && takenBytes < most && takenRows < mostRows) {
        WriteGroup group = waiting.remove();
        taken.add(group);
        takenBytes += group.bytes();
        takenRows += group.entries().size();
      }
      bytes -= takenBytes;
      rows -= takenRows;
      room.signalAll();
      if (!waiting.isEmpty()) {
        work.signal();
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; what waits can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  int rows() {
    lock.lock();
    try {
      return rows;
    } finally {
      lock.unlock();
    }
  }
}
