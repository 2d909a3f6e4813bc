package io.zeitgeber.simulator.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of an export mean what.
 *
 * @param columns how many a line has
 * @param firstValue the column of the value, or of the first minute's
 * @param values 1, or 60 where a line holds the minutes of an hour side by side
 */
record FitabaseLayout(
    FitabaseKind kind, int columns, int participant, int time, int firstValue, int values) {

  /** The layout that a header announces, null when it is none that we know. */
  static @Nullable FitabaseLayout of(String header) {
    List<String> names = new ArrayList<>();
    for (String name : header.split(",", -1)) {
      names.add(name.replace("\"", "").strip().toLowerCase(Locale.ROOT));
    }
    FitabaseLayout heartRate = of(FitabaseKind.HEART_RATE, names, "time", "value", 1);
    if (heartRate != null) {
      return heartRate;
    }
    FitabaseLayout steps = of(FitabaseKind.STEPS, names, "activityminute", "steps", 1);
    if (steps != null) {
      return steps;
    }
    FitabaseLayout wide = of(FitabaseKind.STEPS, names, "activityhour", "steps00", 60);
    if (wide != null) {
      return wide;
    }
    FitabaseLayout hourly = of(FitabaseKind.HOURLY_STEPS, names, "activityhour", "steptotal", 1);
    return hourly != null ? hourly : of(FitabaseKind.SLEEP, names, "date", "value", 1);
  }

  private static @Nullable FitabaseLayout of(
      FitabaseKind kind, List<String> names, String time, String value, int values) {
    int participantAt = names.indexOf("id");
    int timeAt = names.indexOf(time);
    int valueAt = names.indexOf(value);
    if (participantAt < 0 || timeAt < 0 || valueAt < 0 || valueAt + values > names.size()) {
      return null;
    }
    return new FitabaseLayout(kind, names.size(), participantAt, timeAt, valueAt, values);
  }

  /** The headers that are known, for people. */
  static String known() {
    return """
          Id,Time,Value              heart rate          (heartrate_seconds)
          Id,ActivityMinute,Steps    steps by the minute (minuteStepsNarrow)
          Id,ActivityHour,Steps00... steps by the minute (minuteStepsWide)
          Id,ActivityHour,StepTotal  steps by the hour   (hourlySteps)
          Id,date,value,logId        sleep by the minute (minuteSleep)""";
  }
}
