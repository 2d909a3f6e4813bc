package io.zeitgeber.participant.window;

import io.zeitgeber.participant.protocol.Channel;
import java.util.List;

/**
 * The windows of one device and channel during one step: 1 min, 1 h and 1 d, aligned to the epoch.
 *
 * <p>An observation touches minutes only; a minute is merged into its hour when it closes, an hour
 * into its day, so the larger windows are exact and cost nothing a sample. Only intervals and
 * states longer than 25 h go into hours directly, and those longer than 32 days into days: no
 * record touches more than 1,501 windows, and the smaller ones know nothing of it.
 *
 * <p>What comes for a closed window is gathered apart and handed out as what it adds; if the hour
 * or the day around it is still open it is merged there as well. Closed windows are not kept.
 *
 * <p>Observations are given first, then the front that they moved: what a record brings for a
 * window that its own front closes is not late.
 */
public final class Tumbling {
  public static final long MINUTE_MICROS = 60_000_000L;
  public static final long HOUR_MICROS = 60 * MINUTE_MICROS;
  public static final long DAY_MICROS = 24 * HOUR_MICROS;

  private static final long LONGEST_IN_MINUTES = 25 * HOUR_MICROS;
  private static final long LONGEST_IN_HOURS = 32 * DAY_MICROS;

  private final String device;
  private final Channel channel;
  private final long disorderMicros;
  private final WindowSink sink;
  private final Row minutes;
  private final Row hours;
  private final Row days;
  private final Row late = new Row(List.of());
  private long closedThroughMicros;
  private long nextDueMicros;
  private Cell current = Cell.NOWHERE;

  public Tumbling(
      OpenWindows from, String device, Channel channel, long disorderMicros, WindowSink sink) {
    this.device = device;
    this.channel = channel;
    this.disorderMicros = disorderMicros;
    this.sink = sink;
    minutes = new Row(from.minutes);
    hours = new Row(from.hours);
    days = new Row(from.days);
    closedThroughMicros = from.closedThroughMicros;
    nextDueMicros = earliestEnd();
  }

  /** A number at an instant. */
  public void sample(long eventMicros, double value) {
    Cell cell = current;
    if (eventMicros < cell.startMicros || eventMicros >= cell.endMicros) {
      cell = minuteOf(eventMicros);
    }
    cell.sample(eventMicros, value);
  }

  /** Samples of a waveform that all lie in the minute of the first. */
  public void extremes(long firstMicros, long lastMicros, long samples, double min, double max) {
    minuteOf(firstMicros).extremes(firstMicros, lastMicros, samples, min, max);
  }

  /** A code at an instant. */
  public void event(long eventMicros, String code) {
    Cell cell = minuteOf(eventMicros);
    cell.begins();
    cell.covers(eventMicros, eventMicros);
    cell.code(code, 1);
  }

  /** A code that holds for a while. */
  public void state(long startMicros, long endMicros, String code) {
    overlapping(startMicros, endMicros, (cell, from, to) -> cell.code(code, to - from));
  }

  /** A number over a while, shared out by overlap. */
  public void interval(long startMicros, long endMicros, double value) {
    Shares shares = new Shares(value, endMicros - startMicros);
    overlapping(
        startMicros,
        endMicros,
        (cell, _, to) -> {
          cell.number(value);
          shares.giveUpTo(to - startMicros, cell);
        });
  }

  /** The front has moved: closes what is due, by end, then by size. */
  public void advance(long frontMicros) {
    long through = frontMicros - disorderMicros;
    if (through > closedThroughMicros) {
      closedThroughMicros = through;
      if (through >= nextDueMicros) {
        closeDue();
      }
    }
  }

  /** The record is over: hands out what it added to closed windows, in order of time. */
  public void endRecord() {
    if (!late.isEmpty()) {
      amend();
    }
  }

  /** What goes on after the step; this object is done with. */
  public OpenWindows freeze() {
    return new OpenWindows(minutes.freeze(), hours.freeze(), days.freeze(), closedThroughMicros);
  }

  private void overlapping(long startMicros, long endMicros, Overlap overlap) {
    long length = endMicros - startMicros;
    long size =
        length <= LONGEST_IN_MINUTES
            ? MINUTE_MICROS
            : length <= LONGEST_IN_HOURS ? HOUR_MICROS : DAY_MICROS;
    long start = floor(startMicros, size);
    Cell cell = cell(start, size);
    cell.begins();
    while (true) {
      long from = Math.max(startMicros, start);
      long to = Math.min(endMicros, start + size);
      cell.covers(from, to);
      overlap.with(cell, from, to);
      start += size;
      if (start >= endMicros) {
        return;
      }
      cell = cell(start, size);
    }
  }

  private Cell minuteOf(long eventMicros) {
    current = cell(floor(eventMicros, MINUTE_MICROS), MINUTE_MICROS);
    return current;
  }

  private Cell cell(long startMicros, long sizeMicros) {
    long end = startMicros + sizeMicros;
    if (end <= closedThroughMicros) {
      return late.at(startMicros, sizeMicros);
    }
    nextDueMicros = Math.min(nextDueMicros, end);
    return row(sizeMicros).at(startMicros, sizeMicros);
  }

  private Row row(long sizeMicros) {
    return sizeMicros == MINUTE_MICROS ? minutes : sizeMicros == HOUR_MICROS ? hours : days;
  }

  private void closeDue() {
    current = Cell.NOWHERE;
    Row row = earliest();
    while (!row.isEmpty() && row.first().endMicros <= closedThroughMicros) {
      Cell cell = row.removeFirst();
      sink.closed(cell.window(device, channel));
      if (row == minutes) {
        hours.at(floor(cell.startMicros, HOUR_MICROS), HOUR_MICROS).merge(cell);
      } else if (row == hours) {
        days.at(floor(cell.startMicros, DAY_MICROS), DAY_MICROS).merge(cell);
      }
      row = earliest();
    }
    nextDueMicros = earliestEnd();
  }

  /** The row whose first cell ends first; of equal ends the smallest size. */
  private Row earliest() {
    Row earliest = minutes;
    if (end(hours) < end(earliest)) {
      earliest = hours;
    }
    return end(days) < end(earliest) ? days : earliest;
  }

  private long earliestEnd() {
    return end(earliest());
  }

  private static long end(Row row) {
    return row.isEmpty() ? Long.MAX_VALUE : row.first().endMicros;
  }

  private void amend() {
    current = Cell.NOWHERE;
    while (!late.isEmpty()) {
      Cell cell = late.removeFirst();
      long hour = floor(cell.startMicros, HOUR_MICROS);
      long day = floor(cell.startMicros, DAY_MICROS);
      boolean isDay = cell.endMicros - cell.startMicros == DAY_MICROS;
      boolean hourClosed = isDay || hour + HOUR_MICROS <= closedThroughMicros;
      boolean dayClosed = day + DAY_MICROS <= closedThroughMicros;
      sink.amended(cell.window(device, channel), hourClosed, dayClosed);
      if (!hourClosed) {
        cell(hour, HOUR_MICROS).merge(cell);
      } else if (!dayClosed) {
        cell(day, DAY_MICROS).merge(cell);
      }
    }
    late.clear();
  }

  private static long floor(long micros, long sizeMicros) {
    return Math.floorDiv(micros, sizeMicros) * sizeMicros;
  }

  /** What happens where an observation overlaps a window, from and to in event time. */
  private interface Overlap {
    void with(Cell cell, long fromMicros, long toMicros);
  }
}
