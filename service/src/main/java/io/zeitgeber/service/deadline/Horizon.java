package io.zeitgeber.service.deadline;

import io.zeitgeber.persistence.deadline.Deadlines;
import io.zeitgeber.persistence.protocol.StudyProtocol.Time;
import io.zeitgeber.service.participant.Rest;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of the time up to which nothing more is to come: looked up at most once for all
 * slices of a node in each round. Safe for any number of threads.
 */
final class Horizon {
  /**
   * What streams in is never read to its very end; a recording that is being read lags by years.
   */
  private static final long UNREAD_MICROS = 60_000_000;

  private final InputEnds ends;
  private final Deadlines deadlines;
  private final Function<String, Time> times;
  private final DeadlineSettings settings;
  private final LongSupplier clockMicros;
  private final Rest rest;
  private final long beganMicros;
  private long lookedMicros = Long.MIN_VALUE;
  private View view = new View(Long.MIN_VALUE, Map.of());

  /**
   * @param times what "now" is by a study's protocol
   * @param clockMicros the clock on the wall
   * @param rest learns whether all input was read
   */
  Horizon(
      InputEnds ends,
      Deadlines deadlines,
      Function<String, Time> times,
      DeadlineSettings settings,
      LongSupplier clockMicros,
      Rest rest) {
    this.ends = ends;
    this.deadlines = deadlines;
    this.times = times;
    this.settings = settings;
    this.clockMicros = clockMicros;
    this.rest = rest;
    this.beganMicros = clockMicros.getAsLong();
  }

  /**
   * One look.
   *
   * @param untilMicros all input was read up to then; {@link Long#MIN_VALUE}: nothing can be said
   */
  record View(long untilMicros, Map<String, Deadlines.Clock> clocks) {}

  synchronized View look() {
    long now = clockMicros.getAsLong();
    if (lookedMicros == Long.MIN_VALUE || now - lookedMicros >= settings.look().toNanos() / 1000) {
      long until = readUntil(now - settings.margin().toNanos() / 1000);
      boolean early = now - beganMicros < settings.grace().toNanos() / 1000;
      view = early ? view : new View(until, deadlines.clocks());
      lookedMicros = now;
    }
    return view;
  }

  private long readUntil(long wantedMicros) {
    boolean allRead = false;
    try {
      long until = ends.readUntil(wantedMicros);
      allRead = until >= wantedMicros - UNREAD_MICROS;
      return until;
    } finally {
      rest.allRead(allRead);
    }
  }

  /** Whether the wall's clock is a participant's now: else only what is received moves theirs. */
  boolean isLive(Deadlines.Due due, View seen) {
    Deadlines.@Nullable Clock clock = seen.clocks().get(due.study());
    return time(due)
        .isLive(clock == null ? Long.MAX_VALUE : clock.readMicros() - clock.receivedMicros());
  }

  private Time time(Deadlines.Due due) {
    String own = due.time();
    return own == null ? times.apply(due.study()) : Time.of(own);
  }
}
