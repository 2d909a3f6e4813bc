package io.zeitgeber.service.deadline;

import io.zeitgeber.persistence.deadline.Deadlines;
import io.zeitgeber.service.cluster.LoopDaemon;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Looks for participants of one slice whose deadline is due, and tells each up to when all input
 * was read. Who was told is not told again for a while: the table follows the journal, and a tick
 * that comes twice changes nothing. Whoever has no time of their own is told a little later: an
 * enrolment that calls them recorded may be on its way in the other topic.
 */
final class DeadlineLoop implements LoopDaemon.Loop {
  private static final int PAGE = 1000;
  private static final long TELL_AGAIN_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long UNDECLARED_NANOS = Duration.ofSeconds(2).toNanos();

  private final int slice;
  private final Deadlines deadlines;
  private final Horizon horizon;
  private final BiConsumer<String, Long> tick;
  private final DeadlineMeter meter;
  private final Duration look;
  private final Map<String, Long> toldNanos = new HashMap<>();
  private Map<String, Long> dueSinceNanos = new HashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  /**
   * @param tick tells an entity that nothing was received until then
   */
  DeadlineLoop(
      int slice,
      Deadlines deadlines,
      Horizon horizon,
      BiConsumer<String, Long> tick,
      DeadlineMeter meter,
      Duration look) {
    this.slice = slice;
    this.deadlines = deadlines;
    this.horizon = horizon;
    this.tick = tick;
    this.meter = meter;
    this.look = look;
  }

  @Override
  public void stop() {
    stopping.countDown();
  }

  @Override
  public void run() {
    try {
      do {
        round();
      } while (!stopping.await(look.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    Horizon.View view = horizon.look();
    if (view.untilMicros() == Long.MIN_VALUE) {
      return;
    }
    long now = System.nanoTime();
    toldNanos.values().removeIf(told -> now - told > TELL_AGAIN_NANOS);
    List<Deadlines.Due> due = deadlines.due(slice, view.untilMicros(), PAGE);
    long late = 0;
    Map<String, Long> since = new HashMap<>();
    for (Deadlines.Due each : due) {
      long began = dueSinceNanos.getOrDefault(each.entity(), now);
      since.put(each.entity(), began);
      boolean declared = each.time() != null || now - began >= UNDECLARED_NANOS;
      if (declared && horizon.isLive(each, view)) {
        late = Math.max(late, view.untilMicros() - each.dueMicros());
        if (toldNanos.putIfAbsent(each.entity(), now) == null) {
          tick.accept(each.entity(), view.untilMicros());
          meter.told();
        }
      }
    }
    dueSinceNanos = since;
    meter.late(slice, late);
  }
}
