package io.zeitgeber.participant.step;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of one device and channel that can't simply be added: they came behind the front, take
 * something back, or lie at another time than was thought. Only where they are is kept; they are
 * put right together, with what the history holds of their minutes.
 *
 * @param held ordinals of those that are in no window yet
 * @param fromMicros earliest event time whose window may still change; the greatest long if none
 * @param toMicros latest event time
 * @param lateMicros windows that end at or before then can't change any more
 * @param dueMicros received time at which they are put right
 * @param move what a correction of the clock re-mapped; null where none did
 */
record Stretch(
    List<Run> held,
    long fromMicros,
    long toMicros,
    long lateMicros,
    long dueMicros,
    @Nullable Move move) {

  /** Beyond so many runs a stretch is put right at once. */
  static final int MOST_RUNS = 2_048;

  /**
   * What was sent again is put right by so many arrivals, not each by itself and not all at once.
   */
  static final int MOST_ARRIVALS = 8_192;

  /** Arrivals between which every record of the channel is meant. */
  record Run(long first, long last) {}

  /**
   * Arrivals that a correction of the clock re-mapped.
   *
   * @param firstArrival the first of them
   * @param micros by how much; positive is later
   */
  record Move(long firstArrival, long micros) {}

  /** The first arrival that is meant. */
  long firstArrival() {
    long first = held.isEmpty() ? Long.MAX_VALUE : held.getFirst().first;
    return move == null ? first : Math.min(first, move.firstArrival);
  }

  /** Whether a record is in no window yet. */
  boolean holds(long arrival) {
    int low = 0;
    int high = held.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Run run = held.get(middle);
      if (arrival < run.first) {
        high = middle - 1;
      } else if (arrival > run.last) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  boolean moved(long arrival) {
    return move != null && arrival >= move.firstArrival;
  }

  static void write(@Nullable Stretch stretch, CanonicalWriter to) {
    to.flag(stretch != null);
    if (stretch != null) {
      to.number(stretch.held.size());
      long before = 0;
      for (Run run : stretch.held) {
        to.number(run.first - before).number(run.last - run.first);
        before = run.last;
      }
      to.fixed(stretch.fromMicros).fixed(stretch.toMicros).fixed(stretch.lateMicros);
      to.fixed(stretch.dueMicros).flag(stretch.move != null);
      if (stretch.move != null) {
        to.number(stretch.move.firstArrival).number(stretch.move.micros);
      }
    }
  }

  static @Nullable Stretch read(CanonicalReader from) {
    if (!from.flag()) {
      return null;
    }
    List<Run> held = new ArrayList<>();
    long before = 0;
    for (int left = from.count(); left > 0; left--) {
      long first = before + from.number();
      before = first + from.number();
      held.add(new Run(first, before));
    }
    long fromMicros = from.fixed();
    long toMicros = from.fixed();
    long late = from.fixed();
    long due = from.fixed();
    Move move = from.flag() ? new Move(from.number(), from.number()) : null;
    return new Stretch(List.copyOf(held), fromMicros, toMicros, late, due, move);
  }

  /** A stretch while it grows inside a step. */
  static final class Growing {
    private final List<Run> held;
    private final long lateMicros;
    private long fromMicros;
    private long toMicros;
    private long dueMicros;
    private @Nullable Move move;
    private boolean interrupted = true;

    Growing(long lateMicros, long dueMicros) {
      held = new ArrayList<>();
      this.lateMicros = lateMicros;
      this.dueMicros = dueMicros;
      fromMicros = Long.MAX_VALUE;
      toMicros = Long.MIN_VALUE;
    }

    Growing(Stretch from, boolean interrupted) {
      held = new ArrayList<>(from.held);
      lateMicros = from.lateMicros;
      dueMicros = from.dueMicros;
      fromMicros = from.fromMicros;
      toMicros = from.toMicros;
      move = from.move;
      this.interrupted = interrupted;
    }

    long dueMicros() {
      return dueMicros;
    }

    boolean interrupted() {
      return interrupted;
    }

    /** A record of the channel came that is not held. */
    void interrupt() {
      interrupted = true;
    }

    void hold(long arrival, long firstMicros, long lastMicros) {
      if (interrupted) {
        held.add(new Run(arrival, arrival));
        interrupted = false;
      } else {
        held.set(held.size() - 1, new Run(held.getLast().first, arrival));
      }
      // Compares starts: what reaches into a window that may change is put right there.
      fromMicros = lastMicros > lateMicros ? Math.min(fromMicros, firstMicros) : fromMicros;
      toMicros = Math.max(toMicros, lastMicros);
      if (held.size() > MOST_RUNS || arrival - held.getFirst().first >= MOST_ARRIVALS) {
        dueMicros = Long.MIN_VALUE;
      }
    }

    void move(Move next, long firstMicros, long lastMicros) {
      Move before = move;
      move =
          before == null
              ? next
              : new Move(
                  Math.min(before.firstArrival, next.firstArrival), before.micros + next.micros);
      fromMicros = Math.min(fromMicros, Math.max(firstMicros, lateMicros));
      toMicros = Math.max(toMicros, lastMicros);
      dueMicros = Long.MIN_VALUE;
    }

    Stretch freeze() {
      return new Stretch(List.copyOf(held), fromMicros, toMicros, lateMicros, dueMicros, move);
    }
  }
}
