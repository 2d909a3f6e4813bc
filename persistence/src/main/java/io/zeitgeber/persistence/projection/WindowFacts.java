package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Merges many facts into one row for each window they are about. */
public final class WindowFacts {
  private static final long SECOND_MICROS = 1_000_000;
  private static final long HOUR_MICROS = 3_600 * SECOND_MICROS;
  private static final long DAY_MICROS = 24 * HOUR_MICROS;

  private final Map<WindowKey, WindowRow> rows = new LinkedHashMap<>();
  private final Function<String, Protocol> protocols;

  /**
   * Begins with none.
   *
   * @param protocols by digest: asked for the shape of channels
   */
  public WindowFacts(Function<String, Protocol> protocols) {
    this.protocols = protocols;
  }

  /** A window that closed. */
  public void add(EntryHeader header, Fact.WindowClosed closed) {
    Window window = closed.window();
    merge(header, window, window.startMicros(), window.sizeMicros(), true);
  }

  /** What is late amends its minute, and the hour and the day where they are closed too. */
  public void add(EntryHeader header, Fact.WindowAmended amended) {
    Window late = amended.late();
    merge(header, late, late.startMicros(), late.sizeMicros(), true);
    if (amended.hourClosed()) {
      merge(header, late, startOf(late, HOUR_MICROS), HOUR_MICROS, false);
    }
    if (amended.dayClosed()) {
      merge(header, late, startOf(late, DAY_MICROS), DAY_MICROS, false);
    }
  }

  private static long startOf(Window window, long size) {
    return Math.floorDiv(window.startMicros(), size) * size;
  }

  private void merge(EntryHeader header, Window window, long start, long size, boolean whole) {
    WindowKey key =
        new WindowKey(
            header.study(),
            header.participant(),
            window.device(),
            window.channel(),
            Math.toIntExact(size / SECOND_MICROS),
            start);
    rows.computeIfAbsent(key, WindowRow::new).add(window, whole, countsCodes(header, window));
  }

  private boolean countsCodes(EntryHeader header, Window window) {
    if (window.codeMicros().isEmpty()) {
      return false;
    }
    @Nullable Channel channel = protocols.apply(header.protocol()).channels().get(window.channel());
    return channel != null && channel.shape() == Channel.Shape.EVENT;
  }

  /** One row for each window. */
  public List<WindowRow> rows() {
    return new ArrayList<>(rows.values());
  }
}
