package io.zeitgeber.participant.window;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.protocol.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * The windows of one device and channel that may still change before they close. Immutable.
 *
 * <p>Windows that end at or before {@link #closedThroughMicros} are closed, whether they held data
 * or not; nothing is kept of them. It never goes back, so a window closes once even if a protocol
 * with more patience takes over.
 */
public final class OpenWindows {

  /** Nothing yet. */
  public static final OpenWindows NONE =
      new OpenWindows(List.of(), List.of(), List.of(), Long.MIN_VALUE);

  final List<Cell> minutes;
  final List<Cell> hours;
  final List<Cell> days;
  final long closedThroughMicros;

  OpenWindows(List<Cell> minutes, List<Cell> hours, List<Cell> days, long closedThroughMicros) {
    this.minutes = minutes;
    this.hours = hours;
    this.days = days;
    this.closedThroughMicros = closedThroughMicros;
  }

  /** How many windows are open. */
  public int size() {
    return minutes.size() + hours.size() + days.size();
  }

  /** What the open windows hold so far, the minutes first. */
  public List<Window> soFar(String device, Channel channel) {
    List<Window> windows = new ArrayList<>(size());
    for (List<Cell> cells : List.of(minutes, hours, days)) {
      cells.forEach(cell -> windows.add(cell.window(device, channel)));
    }
    return windows;
  }

  public void write(CanonicalWriter to) {
    to.fixed(closedThroughMicros);
    for (List<Cell> cells : List.of(minutes, hours, days)) {
      to.number(cells.size());
      cells.forEach(cell -> cell.write(to));
    }
  }

  public static OpenWindows read(CanonicalReader from) {
    long closedThrough = from.fixed();
    List<Cell> minutes = cells(from);
    List<Cell> hours = cells(from);
    return new OpenWindows(minutes, hours, cells(from), closedThrough);
  }

  private static List<Cell> cells(CanonicalReader from) {
    List<Cell> cells = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      cells.add(Cell.read(from));
    }
    return List.copyOf(cells);
  }
}
