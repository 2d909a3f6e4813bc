package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One participant's windows as a history leaves them, in memory: what the table {@code windows} had
 * held after the same facts. For a range and channels only, and up to a number of rows.
 */
public final class KnownWindows {
  private static final long SECOND_MICROS = 1_000_000;
  private static final long DAY_MICROS = 86_400 * SECOND_MICROS;
  private static final int MINUTE_SECONDS = 60;
  private static final long MINUTE_MICROS = MINUTE_SECONDS * SECOND_MICROS;

  private final Function<String, Protocol> protocols;
  private final long fromMicros;
  private final long toMicros;
  private final Set<String> channels;
  private final int most;
  private final Map<WindowKey, WindowRow> rows = new HashMap<>();

  /**
   * @param protocols by digest
   * @param fromMicros of the windows' start, inclusive
   * @param toMicros of the windows' start, exclusive
   * @param channels empty for all
   * @param most rows at once; more is {@link TooMany}
   */
  public KnownWindows(
      Function<String, Protocol> protocols,
      long fromMicros,
      long toMicros,
      Set<String> channels,
      int most) {
    this.protocols = protocols;
    this.fromMicros = fromMicros;
    this.toMicros = toMicros;
    this.channels = Set.copyOf(channels);
    this.most = most;
  }

  /** More windows than may be held at once. */
  public static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Takes what the next entry concluded. */
  public void heard(EntryHeader header, List<Fact> facts) {
    @Nullable WindowFacts page = null;
    for (Fact fact : facts) {
      if (fact instanceof Fact.WindowClosed
          || fact instanceof Fact.WindowAmended
          || fact instanceof AmendFact) {
        page = page == null ? new WindowFacts(protocols) : page;
        add(page, header, fact);
      }
    }
    if (page != null) {
      page.applyTo(this);
    }
    if (rows.size() > most) {
      throw new TooMany();
    }
  }

  private void add(WindowFacts page, EntryHeader header, Fact fact) {
    if (fact instanceof Fact.WindowClosed closed && wants(closed.window().channel())) {
      page.add(header, closed);
    } else if (fact instanceof Fact.WindowAmended amended && wants(amended.late().channel())) {
      page.add(header, amended);
    } else if (fact instanceof AmendFact amend && wants(amend.channel())) {
      page.add(header, amend);
    }
  }

  private boolean wants(String channel) {
    return channels.isEmpty() || channels.contains(channel);
  }

  /** The windows that begin in the range, in order of start, channel, device and size. */
  public List<WindowRow> rows() {
    List<WindowRow> wanted = new ArrayList<>();
    for (WindowRow row : rows.values()) {
      if (row.key().startMicros() < toMicros) {
        wanted.add(row);
      }
    }
    wanted.sort(
        Comparator.comparingLong((WindowRow row) -> row.key().startMicros())
            .thenComparing(row -> row.key().channel())
            .thenComparing(row -> row.key().device())
            .thenComparingInt(row -> row.key().sizeSeconds()));
    return wanted;
  }

  void settle(List<WindowsTable.Final> finals) {
    for (WindowsTable.Final each : finals) {
      for (WindowRow row : rows.values()) {
        if (row.key().isOf(each.study(), each.participant(), each.device(), each.channel())) {
          row.settle(each.throughMicros());
        }
      }
    }
  }

  void merge(List<WindowRow> changed) {
    for (WindowRow row : changed) {
      WindowKey key = row.key();
      // Minutes up to a day beyond the range: of them days inside it are derived.
      if (key.startMicros() < fromMicros || key.startMicros() >= toMicros + DAY_MICROS) {
        continue;
      }
      @Nullable WindowRow stored = rows.get(key);
      if (stored != null) {
        row.addStored(stored);
      }
      if (stored == null || row.isChanged()) {
        rows.put(key, row.asStored());
      }
    }
  }

  void derive(Set<WindowKey> keys) {
    List<WindowRow> derived = new ArrayList<>();
    for (WindowKey key : keys) {
      WindowRow row = WindowRow.merged(key);
      for (int minute = 0; minute < key.sizeSeconds() / MINUTE_SECONDS; minute++) {
        @Nullable WindowRow part = rows.get(minuteOf(key, minute));
        if (part != null && part.count() > 0) {
          row.addPart(part);
        }
      }
      if (row.version() > 0) {
        derived.add(row);
      }
    }
    merge(derived);
  }

  private static WindowKey minuteOf(WindowKey of, int minute) {
    return new WindowKey(
        of.study(),
        of.participant(),
        of.device(),
        of.channel(),
        MINUTE_SECONDS,
        of.startMicros() + minute * MINUTE_MICROS);
  }
}
