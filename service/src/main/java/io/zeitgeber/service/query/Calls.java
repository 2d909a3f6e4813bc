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
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** So many reads of the stores at once: what records need of the database stays theirs. */
  private static final int READS_AT_ONCE = 3;

  private final Semaphore reads = new Semaphore(READS_AT_ONCE, true);

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
          if (!reads.tryAcquire(left().toMillis(), TimeUnit.MILLISECONDS)) {
            throw Failures.coded(
                Code.RESOURCE_EXHAUSTED, "TOO_MANY_READS", "too many read history now; try again");
          }
          try {
            work.run();
          } finally {
            reads.release();
          }
        });
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

  /** Waits until the caller can take more. */
  static void awaitReady(ServerCallStreamObserver<?> to) {
    while (!to.isReady()) {
      if (isGone(to)) {
        throw new CancellationException();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    if (isGone(to)) {
      throw new CancellationException();
    }
  }

  static boolean isGone(ServerCallStreamObserver<?> to) {
    return to.isCancelled() || Context.current().isCancelled();
  }
}
