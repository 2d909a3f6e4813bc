package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Merges many facts into one row for each window they are about. */
public final class WindowFacts {
  private static final long SECOND_MICROS = 1_000_000;
  private static final long HOUR_MICROS = 3_600 * SECOND_MICROS;
  private static final long DAY_MICROS = 24 * HOUR_MICROS;

  private static final long MINUTE_SECONDS = 60;
  private static final long HOUR_SECONDS = 3_600;
  private static final long DAY_SECONDS = 86_400;

  private final Map<WindowKey, WindowRow> rows = new LinkedHashMap<>();

  /** The same rows, by what gets final together: a page holds those of many participants. */
  private final Map<Lane, List<WindowRow>> byLane = new HashMap<>();

  private final Set<WindowKey> derived = new LinkedHashSet<>();
  private final List<WindowsTable.Final> finals = new ArrayList<>();
  private final List<WindowsTable.Late> late = new ArrayList<>();
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

  /** What was put right; hours and days are derived where the minutes are stored. */
  public void add(EntryHeader header, AmendFact fact) {
    switch (fact) {
      case AmendFact.WindowProvisional(Window window) ->
          row(header, window, window.startMicros(), window.sizeMicros())
              .addProvisional(window, countsCodes(header, window));
      case AmendFact.WindowRevised revised -> revise(header, revised);
      case AmendFact.WindowDerived unknown ->
          derived.add(
              key(header, fact, unknown.startMicros(), unknown.sizeMicros() / SECOND_MICROS));
      case AmendFact.WindowsFinal settled -> {
        byLane
            .getOrDefault(
                new Lane(header.study(), header.participant(), fact.device(), fact.channel()),
                List.of())
            .forEach(row -> row.settle(settled.throughMicros()));
        finals.add(
            new WindowsTable.Final(
                header.study(),
                header.participant(),
                fact.device(),
                fact.channel(),
                settled.throughMicros()));
      }
      case AmendFact.WindowLate marked ->
          late.add(
              new WindowsTable.Late(
                  key(header, fact, marked.startMicros(), MINUTE_SECONDS),
                  marked.count(),
                  marked.sinceMicros()));
      case AmendFact.Corrected _, AmendFact.AmendmentDeferred _, AmendFact.EvidenceMoved _ -> {}
    }
  }

  private void revise(EntryHeader header, AmendFact.WindowRevised revised) {
    Window window = revised.window();
    row(header, window, window.startMicros(), window.sizeMicros())
        .revise(window, countsCodes(header, window));
    if (revised.hourClosed()) {
      derived.add(key(header, revised, startOf(window, HOUR_MICROS), HOUR_SECONDS));
    }
    if (revised.dayClosed()) {
      derived.add(key(header, revised, startOf(window, DAY_MICROS), DAY_SECONDS));
    }
  }

  private static WindowKey key(EntryHeader header, AmendFact fact, long start, long seconds) {
    return new WindowKey(
        header.study(),
        header.participant(),
        fact.device(),
        fact.channel(),
        Math.toIntExact(seconds),
        start);
  }

  /** What is late amends its minute, and the hour and the day where they are closed too. */
  public void add(EntryHeader header, Fact.WindowAmended amended) {
    Window late = amended.late();
    amend(header, late, late.startMicros(), late.sizeMicros(), true);
    if (amended.hourClosed()) {
      amend(header, late, startOf(late, HOUR_MICROS), HOUR_MICROS, false);
    }
    if (amended.dayClosed()) {
      amend(header, late, startOf(late, DAY_MICROS), DAY_MICROS, false);
    }
  }

  private static long startOf(Window window, long size) {
    return Math.floorDiv(window.startMicros(), size) * size;
  }

  private void amend(EntryHeader header, Window window, long start, long size, boolean whole) {
    merge(header, window, start, size, whole);
    row(header, window, start, size).amends();
  }

  private void merge(EntryHeader header, Window window, long start, long size, boolean whole) {
    row(header, window, start, size).add(window, whole, countsCodes(header, window));
  }

  private WindowRow row(EntryHeader header, Window window, long start, long size) {
    WindowKey key =
        new WindowKey(
            header.study(),
            header.participant(),
            window.device(),
            window.channel(),
            Math.toIntExact(size / SECOND_MICROS),
            start);
    return rows.computeIfAbsent(key, this::begun);
  }

  private WindowRow begun(WindowKey key) {
    WindowRow row = new WindowRow(key);
    Lane lane = new Lane(key.study(), key.participant(), key.device(), key.channel());
    byLane.computeIfAbsent(lane, _ -> new ArrayList<>()).add(row);
    return row;
  }

  private record Lane(String study, String participant, String device, String channel) {}

  private boolean countsCodes(EntryHeader header, Window window) {
    if (window.codeMicros().isEmpty()) {
      return false;
    }
    @Nullable Channel channel = protocols.apply(header.protocol()).channels().get(window.channel());
    return channel != null && channel.shape() == Channel.Shape.EVENT;
  }

  /** Writes all that the facts come to. */
  void write(WindowsTable table) throws SQLException {
    table.settle(finals);
    table.merge(new ArrayList<>(rows.values()));
    table.derive(derived);
    table.mark(late);
  }

  /** The same to windows in memory, but for marks of what came too late. */
  void applyTo(KnownWindows windows) {
    windows.settle(finals);
    windows.merge(new ArrayList<>(rows.values()));
    windows.derive(derived);
  }

  /** One row for each window. */
  public List<WindowRow> rows() {
    return new ArrayList<>(rows.values());
  }
}
