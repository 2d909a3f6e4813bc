package io.zeitgeber.participant.wear;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.timeline.Candidate;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * How long one device was worn on each of its latest days (UTC): each stretch is counted once, when
 * it is complete. A day of which a part was never looked at, as the first one, is not told.
 */
final class WornDays {
  private static final long DAY = 24L * 3600 * 1_000_000;
  private static final long NONE = Long.MIN_VALUE;

  private long throughMicros = NONE;
  private long wornMicros;
  private boolean partial = true;
  private long lastDayMicros = NONE;
  private long lastWornMicros;
  private long toldMicros = NONE;

  WornDays copy() {
    WornDays copy = new WornDays();
    copy.throughMicros = throughMicros;
    copy.wornMicros = wornMicros;
    copy.partial = partial;
    copy.lastDayMicros = lastDayMicros;
    copy.lastWornMicros = lastWornMicros;
    copy.toldMicros = toldMicros;
    return copy;
  }

  /** Takes the runs that are complete up to an instant, in order. */
  void account(List<Candidate> runs, long completeMicros) {
    for (Candidate run : runs) {
      long end = Math.min(run.endMicros(), completeMicros);
      if (throughMicros == NONE) {
        throughMicros = run.startMicros();
        partial = Math.floorMod(throughMicros, DAY) != 0;
      } else if (run.startMicros() > throughMicros && end > run.startMicros()) {
        skip(run.startMicros());
      }
      while (throughMicros < end) {
        count(end, Wear.WORN.equals(run.code()));
      }
    }
  }

  private void count(long endMicros, boolean worn) {
    long next = Math.min(endMicros, day(throughMicros) + DAY);
    wornMicros += worn ? next - throughMicros : 0;
    throughMicros = next;
    if (Math.floorMod(next, DAY) == 0) {
      lastDayMicros = partial ? NONE : next - DAY;
      lastWornMicros = wornMicros;
      wornMicros = 0;
      partial = false;
    }
  }

  /** Nothing is known of what lies between. */
  private void skip(long toMicros) {
    if (day(toMicros) != day(throughMicros)) {
      wornMicros = 0;
    }
    partial = true;
    throughMicros = toMicros;
  }

  void tell(LongConsumer to) {
    if (lastDayMicros != NONE && lastDayMicros > toldMicros) {
      toldMicros = lastDayMicros;
      to.accept(lastDayMicros);
    }
  }

  long wornMicros(long dayMicros) {
    if (dayMicros == lastDayMicros) {
      return lastWornMicros;
    }
    return throughMicros != NONE && dayMicros == day(throughMicros) ? wornMicros : 0;
  }

  private static long day(long micros) {
    return Math.floorDiv(micros, DAY) * DAY;
  }

  void write(CanonicalWriter to) {
    to.fixed(throughMicros).number(wornMicros).flag(partial);
    to.fixed(lastDayMicros).number(lastWornMicros).fixed(toldMicros);
  }

  static WornDays read(CanonicalReader from) {
    WornDays days = new WornDays();
    days.throughMicros = from.fixed();
    days.wornMicros = from.number();
    days.partial = from.flag();
    days.lastDayMicros = from.fixed();
    days.lastWornMicros = from.number();
    days.toldMicros = from.fixed();
    return days;
  }
}
