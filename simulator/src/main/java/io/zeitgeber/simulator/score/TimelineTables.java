package io.zeitgeber.simulator.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what Zeitgeber says of a study: the view {@code timeline}, or, in an instance that has
 * none, the windows of a minute, which name the marks that fell into them.
 */
final class TimelineTables {
  private static final String WATCH = "watch-1";
  private static final String PHONE = "phone-1";

  private final Tables tables;
  private final String study;
  private final boolean timeline;

  TimelineTables(Tables tables, String study) {
    this.tables = tables;
    this.study = study;
    this.timeline = tables.has("timeline");
  }

  /** Whether there is a timeline to score. */
  boolean timeline() {
    return timeline;
  }

  /** Tells the time of each mark. */
  void marks(TimeScore score) {
    if (timeline) {
      tables.query(
          """
          select participant, device, code, start_micros, uncertainty_micros
          from zeitgeber.timeline where study = ? and channel = 'button' and state <> 'withdrawn'""",
          row -> {
            double stated = row.getDouble(5);
            double uncertainty = row.wasNull() ? Double.NaN : stated;
            score.told(
                row.getString(1), row.getString(2), row.getString(3), row.getLong(4), uncertainty);
          },
          study);
    } else {
      marksOfWindows(score);
    }
  }

  /** One mark stands at the window's first time, the second of two at its last. */
  private void marksOfWindows(TimeScore score) {
    tables.query(
        """
        select participant, device, count,
               (extract(epoch from first_time) * 1000000)::bigint,
               (extract(epoch from last_time) * 1000000)::bigint,
               (select string_agg(code, ' ') from jsonb_object_keys(occurrences_by_code) code)
        from zeitgeber.windows
        where study = ? and channel = 'button' and size_s = 60""",
        row -> {
          List<String> codes = new ArrayList<>(List.of(row.getString(6).split(" ", -1)));
          codes.sort(Comparator.comparingInt(code -> Integer.parseInt(code.substring(5))));
          if (codes.size() <= 2) {
            score.told(
                row.getString(1), row.getString(2), codes.getFirst(), row.getLong(4), Double.NaN);
          }
          if (codes.size() == 2) {
            score.told(
                row.getString(1), row.getString(2), codes.getLast(), row.getLong(5), Double.NaN);
          }
        },
        study);
  }

  /** Tells what each minute was. */
  void minutes(MinuteScore score) {
    coded(score, "wear", WATCH);
    coded(score, "sleep_stage", WATCH);
    tables.query(
        """
        select participant, start_micros, end_micros, value from zeitgeber.timeline
        where study = ? and device = ? and channel = 'steps' and state <> 'withdrawn'
        order by start_micros""",
        row ->
            score.told(
                row.getString(1),
                "steps",
                row.getLong(2),
                row.getLong(3),
                Long.toString(Math.round(row.getDouble(4)))),
        study,
        WATCH);
    tables.query(
        """
        select participant, start_micros, end_micros from zeitgeber.timeline
        where study = ? and channel = 'sleep' and state <> 'withdrawn'""",
        row -> score.told(row.getString(1), "sleep", row.getLong(2), row.getLong(3), "asleep"),
        study);
    screen(score);
  }

  private void coded(MinuteScore score, String channel, String device) {
    tables.query(
        """
        select participant, start_micros, end_micros, code from zeitgeber.timeline
        where study = ? and channel = ? and device = ? and state <> 'withdrawn'
        order by start_micros""",
        row ->
            score.told(row.getString(1), channel, row.getLong(2), row.getLong(3), row.getString(4)),
        study,
        channel,
        device);
  }

  /** The screen is on from an ON to the next OFF. */
  private void screen(MinuteScore score) {
    Map<String, Long> on = new HashMap<>();
    tables.query(
        """
        select participant, start_micros, code from zeitgeber.timeline
        where study = ? and channel = 'screen' and device = ? and state <> 'withdrawn'
        order by participant, start_micros""",
        row -> {
          if (row.getString(3).equals("ON")) {
            on.putIfAbsent(row.getString(1), row.getLong(2));
            return;
          }
          Long since = on.remove(row.getString(1));
          if (since != null) {
            score.told(row.getString(1), "screen", since, row.getLong(2), "ON");
          }
        },
        study,
        PHONE);
  }
}
