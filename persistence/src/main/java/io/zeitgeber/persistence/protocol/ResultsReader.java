package io.zeitgeber.persistence.protocol;

import io.zeitgeber.participant.protocol.ResultRules;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what results over several channels are derived with; what is not said is as usual. */
final class ResultsReader {
  private static final ResultRules USUAL = ResultRules.DEFAULT;
  private static final long DAY = 24 * Span.HOUR;

  private ResultRules.Wear wear = USUAL.wear();
  private ResultRules.Sleep sleep = USUAL.sleep();
  private ResultRules.Screen screen = USUAL.screen();
  private ResultRules.Rest rest = USUAL.rest();

  private ResultsReader() {}

  static ResultRules read(Section top, Map<String, DeviceClass> classes) {
    ResultsReader reader = new ResultsReader();
    top.children(Key.RESULTS, "results").forEach(section -> reader.section(top, section));
    SortedMap<String, Integer> priorities = new TreeMap<>();
    classes.forEach(
        (kind, device) -> {
          if (device.priority() != ResultRules.USUAL_PRIORITY) {
            priorities.put(kind, device.priority());
          }
        });
    long keep = micros(top, Key.RESULTS_KEEP, USUAL.keepMicros(), 2 * Span.HOUR, 7 * DAY);
    return new ResultRules(keep, reader.wear, reader.sleep, reader.screen, reader.rest, priorities);
  }

  private void section(Section top, Section section) {
    switch (section.name()) {
      case "wear" -> {
        section.only(Key.Place.WEAR);
        wear =
            new ResultRules.Wear(
                names(section, Key.PULSE, USUAL.wear().pulse()),
                micros(section, Key.JOIN, USUAL.wear().joinMicros(), 0, Span.HOUR),
                micros(section, Key.HOLDS, USUAL.wear().holdsMicros(), Span.SECOND, 7 * DAY),
                micros(section, Key.RISING, USUAL.wear().risingMicros(), Span.SECOND, DAY));
      }
      case "sleep" -> {
        section.only(Key.Place.SLEEP);
        sleep =
            new ResultRules.Sleep(
                names(section, Key.ASLEEP, USUAL.sleep().asleep()),
                micros(section, Key.GAP, USUAL.sleep().gapMicros(), 0, 6 * Span.HOUR),
                micros(section, Key.LEAST, USUAL.sleep().leastMicros(), 0, 12 * Span.HOUR));
      }
      case "screen" -> {
        section.only(Key.Place.SCREEN);
        screen =
            new ResultRules.Screen(
                names(section, Key.ON, USUAL.screen().on()),
                names(section, Key.OFF, USUAL.screen().off()),
                micros(section, Key.LONGEST, USUAL.screen().longestMicros(), Span.SECOND, DAY));
      }
      case "rest" -> {
        section.only(Key.Place.REST);
        rest =
            new ResultRules.Rest(
                micros(section, Key.STILL, USUAL.rest().stillMicros(), 0, Span.HOUR),
                section.has(Key.LEAST_MINUTES)
                    ? section.count(Key.LEAST_MINUTES, 1, 60)
                    : USUAL.rest().leastMinutes());
      }
      default ->
          top.problem(
              Key.RESULTS,
              "unknown result "
                  + section.name()
                  + "; "
                  + Nearest.advice(section.name(), List.of("rest", "screen", "sleep", "wear")));
    }
  }

  private static List<String> names(Section section, Key key, List<String> usual) {
    return section.has(key) ? section.texts(key) : usual;
  }

  private static long micros(Section section, Key key, long usual, long least, long most) {
    return section.has(key) ? section.micros(key, least, most) : usual;
  }
}
