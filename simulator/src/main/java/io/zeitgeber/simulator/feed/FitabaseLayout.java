package io.zeitgeber.simulator.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of an export mean what.
 *
 * @param separator comma, or the semicolon or tab that a spreadsheet wrote in its place
 * @param columns how many a line has
 * @param firstValue the column of the value, or of the first minute's
 * @param values 1, or 60 where a line holds the minutes of an hour side by side
 */
record FitabaseLayout(
    FitabaseKind kind,
    char separator,
    int columns,
    int participant,
    int time,
    int firstValue,
    int values) {

  /** The first that fits is it: {@code date} and {@code value} are names that anything may have. */
  private static final List<Known> KNOWN =
      List.of(
          new Known(FitabaseKind.SLEEP_STAGES, "time", "sleepstage", 1),
          new Known(FitabaseKind.SLEEP_STAGES, "time", "level", 1),
          new Known(FitabaseKind.HEART_RATE, "time", "value", 1),
          new Known(FitabaseKind.STEPS, "activityminute", "steps", 1),
          new Known(FitabaseKind.STEPS, "activityhour", "steps00", 60),
          new Known(FitabaseKind.HOURLY_STEPS, "activityhour", "steptotal", 1),
          new Known(FitabaseKind.ENERGY, "activityminute", "calories", 1),
          new Known(FitabaseKind.ENERGY, "activityhour", "calories00", 60),
          new Known(FitabaseKind.SLEEP, "date", "value", 1));

  /** Names of the columns, in small letters. */
  private record Known(FitabaseKind kind, String time, String value, int values) {}

  /** The layout that a header announces, null when it is none that we know. */
  static @Nullable FitabaseLayout of(String header) {
    char separator = separator(header);
    List<String> names = new ArrayList<>();
    for (String name : header.split(String.valueOf(separator), -1)) {
      names.add(name.replace("\"", "").strip().toLowerCase(Locale.ROOT));
    }
    for (Known known : KNOWN) {
      int participant = names.indexOf("id");
      int time = names.indexOf(known.time);
      int value = names.indexOf(known.value);
      if (participant >= 0 && time >= 0 && value >= 0 && value + known.values <= names.size()) {
        return new FitabaseLayout(
            known.kind, separator, names.size(), participant, time, value, known.values);
      }
    }
    return null;
  }

  private static char separator(String header) {
    if (header.indexOf(',') >= 0) {
      return ',';
    }
    return header.indexOf(';') >= 0 ? ';' : '\t';
  }

  /** The headers that are known, for people. */
  static String known() {
    return """
          Id,Time,Value              heart rate          (heartrate_seconds)
          Id,ActivityMinute,Steps    steps by the minute (minuteStepsNarrow)
          Id,ActivityHour,Steps00... steps by the minute (minuteStepsWide)
          Id,ActivityHour,StepTotal  steps by the hour   (hourlySteps)
          Id,ActivityMinute,Calories energy by the minute (minuteCaloriesNarrow, -Wide)
          Id,date,value,logId        sleep by the minute (minuteSleep)
          Id,LogId,Time,Level,...,SleepStage  sleep stages of 30 s (30secondSleepStages)""";
  }
}
