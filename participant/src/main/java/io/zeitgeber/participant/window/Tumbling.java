package io.zeitgeber.participant.window;

import io.zeitgeber.participant.protocol.Channel;

/**
 * The windows of one device and channel during one step: 1 min, 1 h and 1 d, aligned to the epoch.
 *
 * <p>An observation touches minutes only; a minute is merged into its hour when it closes, an hour
 * into its day, so the larger windows are exact and cost nothing a sample. Only intervals and
 * states longer than 25 h go into hours directly, and those longer than 32 days into days: no
 * record touches more than 1,501 windows, and the smaller ones know nothing of it.
 *
 * <p>Closed windows are not kept, so nothing is given to them: what begins before {@link
 * #openFromMicros()} waits until its minutes can be {@link #revise revised} as a whole. An hour or
 * day that is open then knows no longer what it holds; it closes as {@link WindowSink#derived
 * derived}.
 *
 * <p>Observations are given first, then the front that they moved.
 */
public final class Tumbling {
  public static final long MINUTE_MICROS = 60_000_000L;
  public static final long HOUR_MICROS = 60 * MINUTE_MICROS;
  public static final long DAY_MICROS = 24 * HOUR_MICROS;

  /** Longer intervals and states leave no trace in minutes. */
  public static final long LONGEST_IN_MINUTES = 25 * HOUR_MICROS;

  private static final long LONGEST_IN_HOURS = 32 * DAY_MICROS;

  private final String device;
  private final Channel channel;
  private final long disorderMicros;
  private final WindowSink sink;
  private final Row minutes;
  private final Row hours;
  private final Row days;
  private long closedThroughMicros;
  private long openFromMicros;
  private long nextCloseMicros;
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
    bounds();
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

  /** Closes what is due, by end, then by size: all that ends so much before the front. */
  public void advance(long frontMicros) {
    if (frontMicros >= nextCloseMicros) {
      long through = floor(frontMicros - disorderMicros, MINUTE_MICROS);
      closedThroughMicros = Math.max(closedThroughMicros, through);
      bounds();
      if (closedThroughMicros >= nextDueMicros) {
        closeDue();
      }
    }
  }

  /** No front before this one closes anything. */
  public long nextCloseMicros() {
    return nextCloseMicros;
  }

  /** Start of the earliest minute that is not closed; the least long before any is. */
  public long openFromMicros() {
    return openFromMicros;
  }

  /** Everything that ends at or before then is closed. */
  public long closedThroughMicros() {
    return closedThroughMicros;
  }

  /**
   * Puts what a minute holds in truth in its place where it is open.
   *
   * @return whether it is open; where it is not, the open hour and day around it know no more what
   *     they hold
   */
  boolean revise(Cell minute) {
    current = Cell.NOWHERE;
    if (minute.endMicros > closedThroughMicros) {
      if (minute.isBlank()) {
        minutes.remove(minute.startMicros);
      } else {
        minutes.put(minute);
        nextDueMicros = Math.min(nextDueMicros, minute.endMicros);
      }
      return true;
    }
    long hour = floor(minute.startMicros, HOUR_MICROS);
    long day = floor(minute.startMicros, DAY_MICROS);
    if (hour + HOUR_MICROS > closedThroughMicros) {
      openCell(hour, HOUR_MICROS).derive();
    } else if (day + DAY_MICROS > closedThroughMicros) {
      openCell(day, DAY_MICROS).derive();
    }
    return false;
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
    if (startMicros + sizeMicros <= closedThroughMicros) {
      throw new IllegalStateException("the window is closed: what comes for it has to wait");
    }
    return openCell(startMicros, sizeMicros);
  }

  private Cell openCell(long startMicros, long sizeMicros) {
    nextDueMicros = Math.min(nextDueMicros, startMicros + sizeMicros);
    return row(sizeMicros).at(startMicros, sizeMicros);
  }

  private Row row(long sizeMicros) {
    return sizeMicros == MINUTE_MICROS ? minutes : sizeMicros == HOUR_MICROS ? hours : days;
  }

  private void closeDue() {
    current = Cell.NOWHERE;
    Row row = earliest();
    while (!row.isEmpty() && row.first().endMicros <= closedThroughMicros) {
      close(row, row.removeFirst());
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

  private void close(Row row, Cell cell) {
    long size = cell.endMicros - cell.startMicros;
    if (cell.isDerived()) {
      sink.derived(cell.startMicros, size);
    } else {
      sink.closed(cell.window(device, channel));
    }
    if (row == days) {
      return;
    }
    Cell around =
        row == minutes
            ? hours.at(floor(cell.startMicros, HOUR_MICROS), HOUR_MICROS)
            : days.at(floor(cell.startMicros, DAY_MICROS), DAY_MICROS);
    if (cell.isDerived()) {
      around.derive();
    } else {
      around.merge(cell);
    }
  }

  private void bounds() {
    if (closedThroughMicros == Long.MIN_VALUE) {
      openFromMicros = Long.MIN_VALUE;
      nextCloseMicros = Long.MIN_VALUE;
    } else {
      openFromMicros = floor(closedThroughMicros, MINUTE_MICROS);
      nextCloseMicros = openFromMicros + MINUTE_MICROS + disorderMicros;
    }
  }

  static long floor(long micros, long sizeMicros) {
    return Math.floorDiv(micros, sizeMicros) * sizeMicros;
  }

  /** What happens where an observation overlaps a window, from and to in event time. */
  private interface Overlap {
    void with(Cell cell, long fromMicros, long toMicros);
  }
}
