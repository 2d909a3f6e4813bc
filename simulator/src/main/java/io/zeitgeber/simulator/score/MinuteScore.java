package io.zeitgeber.simulator.score;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The timeline against the truth, minute by minute. What a minute is said to be is what covers its
 * middle. Sleep, its stages and steps count only while the watch was truly worn: nobody can know
 * them otherwise.
 */
final class MinuteScore {
  private static final long MINUTE_MICROS = 60_000_000;
  private static final String WORN = "worn";
  private static final int LONGEST_WAKING = 60;
  private static final int SHORTEST_EPISODE = 30;

  private final long fromMinute;
  private final int minutes;
  private final Map<String, String[]> truth = new HashMap<>();
  private final Map<String, String[]> told = new HashMap<>();

  MinuteScore(long fromMillis, long untilMillis) {
    this.fromMinute = Math.floorDiv(fromMillis, 60_000L);
    this.minutes = (int) (Math.ceilDiv(untilMillis, 60_000L) - fromMinute);
  }

  /** Truth: so many minutes of one code. */
  void truth(String participant, String channel, long fromMillis, int length, String code) {
    fill(
        truth,
        participant + ' ' + channel,
        fromMillis / 60_000,
        fromMillis / 60_000 + length,
        code);
  }

  /** What the timeline says: a code that holds in [start, end). */
  void told(String participant, String channel, long startMicros, long endMicros, String code) {
    // The minutes whose middle is covered.
    long first = Math.floorDiv(startMicros + MINUTE_MICROS / 2 - 1, MINUTE_MICROS);
    long until = Math.floorDiv(endMicros + MINUTE_MICROS / 2 - 1, MINUTE_MICROS);
    fill(told, participant + ' ' + channel, first, until, code);
  }

  private void fill(
      Map<String, String[]> into, String key, long firstMinute, long untilMinute, String code) {
    String[] codes = into.computeIfAbsent(key, _ -> new String[minutes]);
    long from = Math.max(0, firstMinute - fromMinute);
    long until = Math.min(minutes, untilMinute - fromMinute);
    if (from < until) {
      Arrays.fill(codes, (int) from, (int) until, code);
    }
  }

  /** Wear, as the watch's wearer lived it; a minute of which nothing is said is {@code unknown}. */
  Agreement wear() {
    Agreement agreement = new Agreement();
    each(
        "wear",
        (participant, minute, code) ->
            agreement.add(code, said(participant, "wear", minute, "unknown")));
    return agreement;
  }

  /** Asleep or awake, by the sleep stages that the watch reported: by day it reports none. */
  Agreement asleepByStage() {
    Agreement agreement = new Agreement();
    eachWorn(
        "sleep",
        (participant, minute, code) ->
            agreement.add(asleep(code), asleep(said(participant, "sleep_stage", minute, "AWAKE"))));
    return agreement;
  }

  /** The four stages. */
  Agreement stages() {
    Agreement agreement = new Agreement();
    eachWorn(
        "sleep",
        (participant, minute, code) ->
            agreement.add(
                code, said(participant, "sleep_stage", minute, "AWAKE").toUpperCase(Locale.ROOT)));
    return agreement;
  }

  /** Within a sleep episode or not: from falling asleep to the last waking, wakings included. */
  Agreement episodes() {
    Agreement agreement = new Agreement();
    Map<String, boolean[]> slept = new HashMap<>();
    eachWorn(
        "sleep",
        (participant, minute, _) -> {
          boolean[] within = slept.computeIfAbsent(participant, this::trueEpisodes);
          String is = said(participant, "sleep", minute, "").isEmpty() ? "awake" : "asleep";
          agreement.add(within[minute] ? "asleep" : "awake", is);
        });
    return agreement;
  }

  /** The count of steps; a minute of which nothing is said has none. */
  Agreement steps() {
    Agreement agreement = new Agreement();
    eachWorn(
        "steps",
        (participant, minute, code) ->
            agreement.add(code, said(participant, "steps", minute, "0")));
    return agreement;
  }

  /** Whether the phone's screen was on. */
  Agreement screen() {
    Agreement agreement = new Agreement();
    each(
        "screen",
        (participant, minute, code) ->
            agreement.add(code, said(participant, "screen", minute, "OFF")));
    return agreement;
  }

  private interface Taker {
    void take(String participant, int minute, String code);
  }

  private void each(String channel, Taker taker) {
    for (Map.Entry<String, String[]> entry : truth.entrySet()) {
      if (entry.getKey().endsWith(' ' + channel)) {
        String participant = entry.getKey().substring(0, entry.getKey().indexOf(' '));
        for (int minute = 0; minute < minutes; minute++) {
          if (entry.getValue()[minute] != null) {
            taker.take(participant, minute, entry.getValue()[minute]);
          }
        }
      }
    }
  }

  private void eachWorn(String channel, Taker taker) {
    each(
        channel,
        (participant, minute, code) -> {
          String[] wear = truth.get(participant + " wear");
          if (wear != null && WORN.equals(wear[minute])) {
            taker.take(participant, minute, code);
          }
        });
  }

  private String said(String participant, String channel, int minute, String otherwise) {
    String[] codes = told.get(participant + ' ' + channel);
    return codes == null || codes[minute] == null ? otherwise : codes[minute];
  }

  private static String asleep(String stage) {
    return stage.equalsIgnoreCase("AWAKE") || stage.equalsIgnoreCase("UNKNOWN")
        ? "awake"
        : "asleep";
  }

  /** As the protocol's sleep episodes are defined: wakings up to an hour, half an hour at least. */
  private boolean[] trueEpisodes(String participant) {
    boolean[] within = new boolean[minutes];
    String[] sleep = truth.getOrDefault(participant + " sleep", new String[minutes]);
    int from = -1;
    int last = -1;
    for (int minute = 0; minute <= minutes; minute++) {
      boolean over = minute == minutes || (last >= 0 && minute - last > LONGEST_WAKING);
      if (from >= 0 && over) {
        if (last + 1 - from >= SHORTEST_EPISODE) {
          Arrays.fill(within, from, last + 1, true);
        }
        from = -1;
        last = -1;
      }
      if (minute < minutes && sleep[minute] != null && asleep(sleep[minute]).equals("asleep")) {
        from = from < 0 ? minute : from;
        last = minute;
      }
    }
    return within;
  }
}
