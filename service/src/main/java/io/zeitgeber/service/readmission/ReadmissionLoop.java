package io.zeitgeber.service.readmission;

import io.zeitgeber.persistence.quarantine.Readmissions;
import io.zeitgeber.service.cluster.LoopDaemon;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.participant.Command;
import io.zeitgeber.service.participant.Taken;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the participants, one record after the other. A record is marked as done only when the
 * participant has answered that it is durable; asked again after a failure, it is not taken twice.
 */
public final class ReadmissionLoop implements LoopDaemon.Loop {
  private static final Logger log = LoggerFactory.getLogger(ReadmissionLoop.class);
  private static final int AT_ONCE = 100;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Readmissions readmissions;
  private final ReadmittedRecord records;
  private final ClusterSharding sharding;
  private final EntityTypeKey<Command> participants;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** The halted among those that are waited for; used by the loop's own thread alone. */
  private final Map<EntityId, Pause> halted = new HashMap<>();

  /** When a halted participant is asked again. */
  private record Pause(long untilNanos, Duration length) {
    boolean isOver() {
      return System.nanoTime() - untilNanos >= 0;
    }

    static Pause after(Duration length) {
      return new Pause(System.nanoTime() + length.toNanos(), length);
    }

    Pause longer() {
      Duration twice = length.multipliedBy(2);
      return after(twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice);
    }
  }

  /**
   * @param enrolments name of the topic whose records are enrolments
   */
  public ReadmissionLoop(
      Readmissions readmissions,
      String enrolments,
      ClusterSharding sharding,
      EntityTypeKey<Command> participants) {
    this.readmissions = readmissions;
    this.records = new ReadmittedRecord(enrolments);
    this.sharding = sharding;
    this.participants = participants;
  }

  @Override
  public void stop() {
    stopping.countDown();
  }

  @Override
  public void run() {
    try {
      while (stopping.getCount() > 0) {
        List<Readmissions.Pending> pending = readmissions.pending(AT_ONCE);
        boolean all = takeAll(pending);
        if (pending.size() < AT_ONCE || !all) {
          var _ = stopping.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether all were taken. Behind one that was not, the same participant's wait. */
  private boolean takeAll(List<Readmissions.Pending> pending) throws InterruptedException {
    Set<EntityId> waiting = new HashSet<>();
    for (Readmissions.Pending each : pending) {
      EntityId id = new EntityId(each.study(), each.participant());
      Pause pause = halted.get(id);
      if (pause != null && !pause.isOver()) {
        waiting.add(id);
      }
      if (stopping.getCount() > 0 && !waiting.contains(id) && !take(id, each)) {
        waiting.add(id);
      }
    }
    return waiting.isEmpty();
  }

  private boolean take(EntityId id, Readmissions.Pending pending) throws InterruptedException {
    try {
      Taken taken =
          sharding
              .entityRefFor(participants, id.toString())
              .<Taken>ask(
                  replyTo -> new Command.Take(records.input(pending), pending.n(), replyTo),
                  PATIENCE)
              .toCompletableFuture()
              .get(PATIENCE.toMillis() + 1_000, TimeUnit.MILLISECONDS);
      if (taken.halted() != null) {
        beginAnew(id);
        return false;
      }
      if (halted.remove(id) != null) {
        log.info("{} is halted no more: its re-admissions are taken", id.handle());
      }
      readmissions.done(pending, taken.refused() > 0);
      return true;
    } catch (ExecutionException | TimeoutException late) {
      log.warn("{} did not answer for re-admission {}: asked again", id.handle(), pending.n());
      return false;
    }
  }

  // As long as it lives it stays halted: only one that begins anew looks whether it was repaired.
  private void beginAnew(EntityId id) {
    Pause before = halted.get(id);
    if (before == null) {
      log.warn("{} is halted: its re-admissions wait until it is repaired", id.handle());
    }
    halted.put(id, before == null ? Pause.after(LOOK_AGAIN) : before.longer());
    sharding.entityRefFor(participants, id.toString()).tell(Command.Passivate.NOW);
  }
}
