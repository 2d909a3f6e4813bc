package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.timeline.TimelineEntry;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A timeline as CSV: a line an entry, a column a channel, so that the header can name each one's
 * unit; RFC 4180, {@code \n} at the end of lines.
 */
final class TimelineCsv {
  private final PrintWriter out;
  private final List<String> channels;

  private TimelineCsv(PrintWriter out, List<String> channels) {
    this.out = out;
    this.channels = channels;
  }

  /**
   * Writes the header; what it returns writes the lines.
   *
   * @param units by channel
   * @param only these channels; all where it is empty
   */
  static Consumer<TimelineEntry> to(PrintWriter out, Map<String, String> units, List<String> only) {
    List<String> channels = new ArrayList<>(units.keySet());
    if (!only.isEmpty()) {
      channels.retainAll(only);
    }
    StringBuilder header = new StringBuilder("start [UTC],end [UTC],device,channel");
    for (String channel : channels) {
      String unit = units.getOrDefault(channel, "");
      header.append(',').append(quoted(unit.isEmpty() ? channel : channel + " [" + unit + "]"));
    }
    header.append(",samples,uncertainty [ms],version,state,rule,parameters,chosen");
    out.print(header.append('\n'));
    TimelineCsv csv = new TimelineCsv(out, channels);
    return csv::line;
  }

  private void line(TimelineEntry entry) {
    StringBuilder line = new StringBuilder(128);
    line.append(time(entry.startMicros())).append(',').append(time(entry.endMicros()));
    line.append(',').append(quoted(entry.device())).append(',').append(quoted(entry.channel()));
    for (String channel : channels) {
      line.append(',').append(channel.equals(entry.channel()) ? quoted(content(entry)) : "");
    }
    line.append(',').append(text(entry.samples()));
    @Nullable Long uncertainty = entry.uncertaintyMicros();
    line.append(',').append(uncertainty == null ? "" : millis(uncertainty));
    line.append(',').append(entry.version()).append(',').append(entry.state());
    line.append(',')
        .append(text(entry.rule()))
        .append(',')
        .append(quoted(text(entry.parameters())));
    out.print(line.append(',').append(entry.chosen()).append('\n'));
  }

  private static String content(TimelineEntry entry) {
    @Nullable String code = entry.code();
    @Nullable Double value = entry.value();
    return code != null ? code : value == null ? "" : number(value);
  }

  /** In the shortest form that gives the same double, whole numbers without a point. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  static String millis(long micros) {
    return BigDecimal.valueOf(micros, 3).stripTrailingZeros().toPlainString();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
