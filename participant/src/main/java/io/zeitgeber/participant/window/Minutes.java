package io.zeitgeber.participant.window;

import io.zeitgeber.participant.protocol.Channel;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Minutes of one device and channel that are made anew from all that belongs into them. What falls
 * elsewhere is left out.
 */
public final class Minutes {
  private final NavigableMap<Long, Cell> cells = new TreeMap<>();

  /** Asks for the minutes that overlap [from, to), the one of from in any case. */
  public void touch(long fromMicros, long toMicros) {
    long start = Tumbling.floor(fromMicros, Tumbling.MINUTE_MICROS);
    do {
      cells.computeIfAbsent(start, at -> new Cell(at, Tumbling.MINUTE_MICROS));
      start += Tumbling.MINUTE_MICROS;
    } while (start < toMicros);
  }

  /** Whether the minute of an instant is asked for. */
  public boolean has(long eventMicros) {
    return cells.containsKey(Tumbling.floor(eventMicros, Tumbling.MINUTE_MICROS));
  }

  public boolean isEmpty() {
    return cells.isEmpty();
  }

  /** Hands out the stretches of minutes that are asked for, each from and to, ascending. */
  public void stretches(Stretches to) {
    long from = Long.MIN_VALUE;
    long end = Long.MIN_VALUE;
    for (long start : cells.keySet()) {
      if (start != end) {
        if (end != Long.MIN_VALUE) {
          to.stretch(from, end);
        }
        from = start;
      }
      end = start + Tumbling.MINUTE_MICROS;
    }
    if (end != Long.MIN_VALUE) {
      to.stretch(from, end);
    }
  }

  /** Takes stretches of minutes. */
  public interface Stretches {
    void stretch(long fromMicros, long toMicros);
  }

  /** Start of the first minute that is asked for. */
  public long firstMicros() {
    return cells.firstKey();
  }

  /** End of the last minute that is asked for. */
  public long endMicros() {
    return cells.lastKey() + Tumbling.MINUTE_MICROS;
  }

  /** A number at an instant. */
  public void sample(long eventMicros, double value) {
    Cell cell = cells.get(Tumbling.floor(eventMicros, Tumbling.MINUTE_MICROS));
    if (cell != null) {
      cell.sample(eventMicros, value);
    }
  }

  /** One sample of a waveform. */
  public void extreme(long eventMicros, double value) {
    Cell cell = cells.get(Tumbling.floor(eventMicros, Tumbling.MINUTE_MICROS));
    if (cell != null) {
      cell.extremes(eventMicros, eventMicros, 1, value, value);
    }
  }

  /** A code at an instant. */
  public void event(long eventMicros, String code) {
    Cell cell = cells.get(Tumbling.floor(eventMicros, Tumbling.MINUTE_MICROS));
    if (cell != null) {
      cell.begins();
      cell.covers(eventMicros, eventMicros);
      cell.code(code, 1);
    }
  }

  /**
   * A code that holds for a while.
   *
   * @param pieces from and to, by turns and ascending: what no other covers
   */
  public void state(long startMicros, long endMicros, String code, long[] pieces) {
    overlapping(startMicros, endMicros, pieces, (cell, from, to) -> cell.code(code, to - from));
  }

  /**
   * A number over a while, shared out by overlap.
   *
   * @param pieces from and to, by turns and ascending: what no other covers
   */
  public void interval(long startMicros, long endMicros, double value, long[] pieces) {
    Shares shares = new Shares(value, endMicros - startMicros);
    Cell others = new Cell(0, 0);
    Overlap overlap =
        (cell, from, to) -> {
          if (from > startMicros) {
            shares.giveUpTo(from - startMicros, others);
          }
          cell.number(value);
          shares.giveUpTo(to - startMicros, cell);
        };
    overlapping(startMicros, endMicros, pieces, overlap);
  }

  private void overlapping(long startMicros, long endMicros, long[] pieces, Overlap overlap) {
    Cell elsewhere = new Cell(0, 0);
    long start = Tumbling.floor(startMicros, Tumbling.MINUTE_MICROS);
    do {
      long end = start + Tumbling.MINUTE_MICROS;
      Cell cell = cells.getOrDefault(start, elsewhere);
      if (start <= startMicros) {
        cell.begins();
      }
      for (int at = 0; at < pieces.length; at += 2) {
        long from = Math.max(start, pieces[at]);
        long to = Math.min(end, pieces[at + 1]);
        if (to > from || (startMicros == endMicros && to == from)) {
          cell.covers(from, to);
          overlap.with(cell, from, to);
        }
      }
      start = end;
    } while (start < endMicros);
  }

  private interface Overlap {
    void with(Cell cell, long fromMicros, long toMicros);
  }

  /** What is handed out. */
  public interface Revisions {
    /** A closed minute in its new form. */
    void revised(Window window, boolean hourClosed, boolean dayClosed);
  }

  /** Puts the minutes into open windows, and hands out those that are closed, in order. */
  public void giveTo(Tumbling windows, String device, Channel channel, Revisions revisions) {
    for (Cell cell : cells.values()) {
      if (!windows.revise(cell)) {
        long closed = windows.closedThroughMicros();
        long hour = Tumbling.floor(cell.startMicros, Tumbling.HOUR_MICROS);
        long day = Tumbling.floor(cell.startMicros, Tumbling.DAY_MICROS);
        revisions.revised(
            cell.window(device, channel),
            hour + Tumbling.HOUR_MICROS <= closed,
            day + Tumbling.DAY_MICROS <= closed);
      }
    }
  }
}
