package io.zeitgeber.service.query;

import com.google.rpc.Code;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.zeitgeber.persistence.database.DatabaseFailure;
import io.zeitgeber.persistence.journal.CorruptJournal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How calls are answered: errors become statuses, deadlines hold, slow readers are waited for. */
final class Calls {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** Between two looks whether a caller can take more: first, and at most. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long LONGEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** So many reads of the stores at once: what records need of the database stays theirs. */
  private static final int READS_AT_ONCE = 3;

  /** So many more may wait for their turn, each with a thread. */
  private static final int WAITING = 64;

  /**
   * So many messages are gathered at once for callers that have yet to take them: about 150 MB
   * where all are windows with codes.
   */
  private static final int GATHERED = 600_000;

  /**
   * How long an answer may wait in our memory for whoever asked for it; 1,000 messages a second.
   */
  private static final long AT_LEAST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Semaphore reads = new Semaphore(READS_AT_ONCE, true);
  private final Semaphore gathered = new Semaphore(GATHERED);

  /** What makes an answer. */
  interface Answering {
    void run() throws Exception;
  }

  /** Answers; whatever is thrown becomes the call's status. */
  static void answer(StreamObserver<?> to, Answering work) {
    try {
      work.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      to.onError(Failures.unavailable("the node is stopping"));
    } catch (Exception failed) {
      to.onError(status(failed));
    }
  }

  /** The same, as one of the few that read the stores at a time. */
  void read(StreamObserver<?> to, Answering work) {
    answer(
        to,
        () -> {
          takeTurn();
          try {
            work.run();
          } finally {
            reads.release();
          }
        });
  }

  /** Reads what an answer consists of, a part at a time; an empty part is the end. */
  interface Parts<T> {
    List<T> next() throws Exception;
  }

  /** Reads an answer as a whole, as one of the few, and sends it as the caller takes it. */
  <T> void stream(ServerCallStreamObserver<T> to, Callable<List<T>> whole) {
    answer(
        to,
        () -> {
          List<T> messages = inTurn(whole);
          sendBesides(to, messages.size(), () -> deliver(to, messages));
        });
  }

  /**
   * Reads part after part, each as one of the few, and sends each as the caller takes it.
   *
   * @param most messages of a part
   */
  <T> void parts(ServerCallStreamObserver<T> to, int most, Parts<T> parts) {
    answer(
        to,
        () ->
            sendBesides(
                to,
                most,
                () -> {
                  List<T> part = inTurn(parts::next);
                  while (!part.isEmpty()) {
                    deliver(to, part);
                    part = inTurn(parts::next);
                  }
                }));
  }

  /**
   * Who reads slowly holds up nobody: no thread of those that answer, no place among the readers,
   * and memory up to a bound and for a limited time.
   */
  private void sendBesides(ServerCallStreamObserver<?> to, int messages, Answering sending) {
    if (!gathered.tryAcquire(messages)) {
      throw tooMany();
    }
    Runnable besides =
        () -> {
          try {
            answer(
                to,
                () -> {
                  sending.run();
                  to.onCompleted();
                });
          } finally {
            gathered.release(messages);
          }
        };
    Thread.ofVirtual().name("sends").start(Context.current().wrap(besides));
  }

  private static <T> void deliver(ServerCallStreamObserver<T> to, List<T> messages) {
    long end = System.nanoTime() + AT_LEAST_NANOS + messages.size() * EACH_NANOS;
    for (T message : messages) {
      awaitReady(to, end);
      to.onNext(message);
    }
  }

  private <T> T inTurn(Callable<T> work) throws Exception {
    takeTurn();
    try {
      return work.call();
    } finally {
      reads.release();
    }
  }

  /** Waits until this is one of the few that read; whoever was let in gives the place back. */
  private void takeTurn() throws InterruptedException {
    boolean mayWait = reads.getQueueLength() < WAITING;
    if (!mayWait || !reads.tryAcquire(left().toMillis(), TimeUnit.MILLISECONDS)) {
      throw tooMany();
    }
  }

  private static StatusRuntimeException tooMany() {
    return Failures.coded(
        Code.RESOURCE_EXHAUSTED, "TOO_MANY_READS", "too many read history now; try again");
  }

  static Throwable status(Throwable failed) {
    return switch (failed) {
      case StatusRuntimeException status -> status;
      case CancellationException gone ->
          io.grpc.Status.CANCELLED.withDescription("the caller is gone").asRuntimeException();
      case DatabaseFailure trouble -> {
        log.warn("a question could not be answered", trouble);
        yield Failures.unavailable("the database does not answer");
      }
      case CorruptJournal broken ->
          Failures.coded(Code.DATA_LOSS, "CORRUPT_JOURNAL", String.valueOf(broken.getMessage()));
      default -> {
        log.error("a question could not be answered", failed);
        yield Failures.coded(
            Code.INTERNAL, "INTERNAL", "this is a fault of ours; the node's log has more");
      }
    };
  }

  /** How long the caller waits yet, at most half a minute. */
  static Duration left() {
    Deadline deadline = Context.current().getDeadline();
    long nanos =
        deadline == null ? LONGEST.toNanos() : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return Duration.ofNanos(Math.clamp(nanos, 1_000_000L, LONGEST.toNanos()));
  }

  /**
   * Sends once the caller can take it.
   *
   * @throws CancellationException where the caller is gone
   */
  static <T> void send(ServerCallStreamObserver<T> to, T message) {
    awaitReady(to);
    to.onNext(message);
  }

  /** Waits until the caller can take more, however long that is. */
  static void awaitReady(ServerCallStreamObserver<?> to) {
    awaitReady(to, Long.MAX_VALUE);
  }

  /**
   * Waits until the caller can take more.
   *
   * @param endNanos of the patience; a caller who is slower gets RESOURCE_EXHAUSTED
   */
  private static void awaitReady(ServerCallStreamObserver<?> to, long endNanos) {
    long pause = LOOK_NANOS;
    while (!to.isReady()) {
      mustBeThere(to);
      if (endNanos != Long.MAX_VALUE && System.nanoTime() - endNanos > 0) {
        throw Failures.coded(
            Code.RESOURCE_EXHAUSTED,
            "SLOW_READER",
            "the answer was not taken in time; ask for a shorter range");
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_LOOK_NANOS);
    }
    mustBeThere(to);
  }

  private static void mustBeThere(ServerCallStreamObserver<?> to) {
    if (isGone(to)) {
      throw new CancellationException();
    }
  }

  static boolean isGone(ServerCallStreamObserver<?> to) {
    return to.isCancelled() || Context.current().isCancelled();
  }
}
