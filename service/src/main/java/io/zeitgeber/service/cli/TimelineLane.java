package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.timeline.TimelineEntry;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One channel of one device in the terminal. Numbers are drawn as bars between the smallest and the
 * greatest, states as the code that held longest in each column, events as how many there were.
 */
final class TimelineLane {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final int COLUMNS = TimelineView.COLUMNS;

  private final TimelineEntry first;
  private final long fromMicros;
  private final long toMicros;
  private final double[] sums = new double[COLUMNS];
  private final double[] weights = new double[COLUMNS];
  private final boolean[] unchosen = new boolean[COLUMNS];
  private final List<Map<String, Long>> codes = new ArrayList<>();
  private final int[] events = new int[COLUMNS];
  private final Map<String, Character> letters = new LinkedHashMap<>();
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private long entries;
  private long amended;
  private long provisional;
  private long uncertaintyMicros = -1;
  private long endMicros = Long.MIN_VALUE;
  private long gaps;

  TimelineLane(TimelineEntry first, long fromMicros, long toMicros) {
    this.first = first;
    this.fromMicros = fromMicros;
    this.toMicros = toMicros;
    for (int column = 0; column < COLUMNS; column++) {
      codes.add(new TreeMap<>());
    }
  }

  void add(TimelineEntry entry) {
    entries++;
    amended += entry.state().equals("amended") ? 1 : 0;
    provisional += entry.state().equals("provisional") ? 1 : 0;
    @Nullable Long uncertainty = entry.uncertaintyMicros();
    uncertaintyMicros =
        uncertainty == null ? uncertaintyMicros : Math.max(uncertaintyMicros, uncertainty);
    gaps += endMicros != Long.MIN_VALUE && entry.startMicros() > endMicros ? 1 : 0;
    endMicros = Math.max(endMicros, entry.endMicros());
    int start = column(entry.startMicros());
    int end = column(Math.max(entry.startMicros(), entry.endMicros() - 1));
    for (int column = Math.max(0, start); column <= Math.min(COLUMNS - 1, end); column++) {
      unchosen[column] |= !entry.chosen();
      draw(entry, column);
    }
  }

  void print(PrintWriter out) {
    StringBuilder drawn = new StringBuilder();
    for (int column = 0; column < COLUMNS; column++) {
      drawn.append(sign(column));
    }
    String name = first.channel() + "  " + first.device();
    out.printf(Locale.ROOT, "%-35s %s  %s%n", name, drawn, summary());
  }

  private void draw(TimelineEntry entry, int column) {
    @Nullable Double value = entry.value();
    @Nullable String code = entry.code();
    if (value != null) {
      double weight = Math.max(1, overlap(entry, column));
      sums[column] += value * weight;
      weights[column] += weight;
      min = Math.min(min, value);
      max = Math.max(max, value);
    } else if (code != null && entry.endMicros() > entry.startMicros()) {
      codes.get(column).merge(code, overlap(entry, column), Long::sum);
      letters.computeIfAbsent(code, this::letter);
    } else {
      events[column]++;
      if (code != null) {
        letters.putIfAbsent(code, '#');
      }
    }
  }

  /** The first letter of the code that no other code has; a digit where all are taken. */
  private char letter(String code) {
    for (char letter : (code.toUpperCase(Locale.ROOT) + "0123456789").toCharArray()) {
      if (!letters.containsValue(letter) && Character.isLetterOrDigit(letter)) {
        return letter;
      }
    }
    return '?';
  }

  private char sign(int column) {
    if (weights[column] > 0) {
      double mean = sums[column] / weights[column];
      int bar = max > min ? (int) ((mean - min) / (max - min) * 7.999) : 0;
      return unchosen[column] ? '°' : BARS.charAt(bar);
    }
    if (!codes.get(column).isEmpty()) {
      Map.Entry<String, Long> longest =
          codes.get(column).entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
      return unchosen[column] ? '°' : letters.getOrDefault(longest.getKey(), '?');
    }
    return events[column] == 0 ? '·' : events[column] > 9 ? '+' : (char) ('0' + events[column]);
  }

  private String summary() {
    StringBuilder text = new StringBuilder();
    @Nullable String unit = first.unit();
    if (max >= min) {
      text.append(number(min)).append("…").append(number(max));
      text.append(unit == null ? "" : " " + unit);
    } else if (Arrays.stream(events).sum() > 0) {
      text.append(Arrays.stream(events).sum()).append(" × ");
      text.append(String.join(", ", letters.keySet()));
    } else {
      letters.forEach(
          (code, letter) ->
              text.append(text.isEmpty() ? "" : " ").append(letter).append('=').append(code));
    }
    text.append("; ").append(entries).append(entries == 1 ? " entry" : " entries");
    boolean lasting = Arrays.stream(events).sum() == 0;
    text.append(lasting ? ", " + gaps + (gaps == 1 ? " gap" : " gaps") : "");
    text.append(amended > 0 ? ", " + amended + " amended" : "");
    text.append(provisional > 0 ? ", " + provisional + " provisional" : "");
    text.append(uncertaintyMicros >= 0 ? ", ± " + uncertaintyMicros / 1000 + " ms" : "");
    return text.toString();
  }

  private long overlap(TimelineEntry entry, int column) {
    double width = (double) (toMicros - fromMicros) / COLUMNS;
    long start = fromMicros + (long) (column * width);
    long end = fromMicros + (long) ((column + 1) * width);
    return Math.min(end, entry.endMicros()) - Math.max(start, entry.startMicros());
  }

  private int column(long micros) {
    double part = (double) (micros - fromMicros) / (toMicros - fromMicros);
    return (int) Math.floor(Math.max(-1.0, Math.min(2.0, part)) * COLUMNS);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
