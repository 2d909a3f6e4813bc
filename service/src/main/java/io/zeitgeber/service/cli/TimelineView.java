package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.timeline.TimelineEntry;
import io.zeitgeber.persistence.timeline.TimelineReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A timeline in the terminal: a lane for each channel of each device, gaps in sight. */
final class TimelineView {
  static final int COLUMNS = 96;
  private static final int MARK = 16;
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final TimelineReader.Question question;
  private final Map<String, TimelineLane> lanes = new TreeMap<>();

  TimelineView(TimelineReader.Question question) {
    this.question = question;
  }

  void add(TimelineEntry entry) {
    if (entry.isWithdrawn()) {
      return;
    }
    String observedFirst = entry.rule() == null ? "0" : "1";
    lanes
        .computeIfAbsent(
            observedFirst + " " + entry.channel() + " " + entry.device(),
            _ -> new TimelineLane(entry, micros(question.from()), micros(question.to())))
        .add(entry);
  }

  void print(PrintWriter out) {
    Duration shown = Duration.between(question.from(), question.to());
    out.printf(
        Locale.ROOT,
        "%s/%s  %s to %s  (UTC, %s a column)%n",
        question.study(),
        question.participant(),
        question.from(),
        question.to(),
        span(shown.dividedBy(COLUMNS)));
    if (lanes.isEmpty()) {
      out.println("nothing in that time; --from and --to choose another, --csv gives everything");
      return;
    }
    out.printf(Locale.ROOT, "%-35s %s%n", "", scale(shown));
    lanes.values().forEach(lane -> lane.print(out));
    out.println("· gap   ° not chosen: a device that goes before it covers the same time");
  }

  private String scale(Duration shown) {
    StringBuilder scale = new StringBuilder();
    boolean days = shown.compareTo(Duration.ofDays(2)) > 0;
    for (int column = 0; column < COLUMNS; column += MARK) {
      Instant at = question.from().plus(shown.multipliedBy(column).dividedBy(COLUMNS));
      String mark = "|" + (days ? DAY : HOUR).format(at);
      scale.append(mark).append(" ".repeat(Math.max(0, MARK - mark.length())));
    }
    return scale.toString().stripTrailing();
  }

  private static String span(Duration span) {
    long seconds = span.toSeconds();
    return seconds >= 120 ? seconds / 60 + " min" : seconds + " s";
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
