package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.persistence.timeline.TimelineEntry;
import io.zeitgeber.persistence.timeline.TimelineReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TimelineViewTest {
  private static final Instant NINE = Instant.parse("2026-01-12T09:00:00Z");
  private static final long NINE_MICROS = NINE.getEpochSecond() * 1_000_000;
  private static final long MINUTE = 60_000_000L;

  private static final List<TimelineEntry> ENTRIES =
      List.of(
          number("heart_rate", 0, 60.0, "beats/min", true),
          number("heart_rate", 1, 80.5, "beats/min", false),
          number("heart_rate", 10, 70.0, "beats/min", true),
          code("wear", 0, 48, "worn", "wear", "final"),
          code("wear", 48, 96, "not_worn", "wear", "provisional"),
          code("screen", 5, 5, "ON", null, "final"),
          code("screen", 5, 5, "OFF", null, "final"),
          code("screen", 90, 91, "GONE", null, "withdrawn"));

  @Test
  void lanes_showValuesGapsAndWhatIsNotChosen() {
    TimelineView view =
        new TimelineView(
            new TimelineReader.Question("S1", "P001", NINE, NINE.plusSeconds(96 * 60), List.of()));
    String text =
        written(
            out -> {
              ENTRIES.forEach(view::add);
              view.print(out);
            });
    assertThat(text.lines().toList())
        .hasSize(6)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("heart_rate  watch-1")
                    .contains(" ▁°········▄·")
                    .endsWith("60…80.5 beats/min; 3 entries, 1 gap, ± 250 ms"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("W".repeat(48) + "N".repeat(48))
                    .endsWith("W=worn N=not_worn; 2 entries, 0 gaps, 1 provisional, ± 250 ms"))
        .anySatisfy(
            line -> assertThat(line).contains("·····2··").contains("2 × ON, OFF; 2 entries"));
    assertThat(text)
        .startsWith("S1/P001  2026-01-12T09:00:00Z to 2026-01-12T10:36:00Z  (UTC, 60 s");
    assertThat(text).doesNotContain("GONE");
  }

  @Test
  void csv_namesUnitsInTheHeader_andAColumnAChannel() {
    Map<String, String> units = new TreeMap<>(Map.of("heart_rate", "beats/min", "wear", ""));
    String text = lines(out -> TimelineCsv.to(out, units, List.of()));
    assertThat(text.lines().toList())
        .startsWith(
            "start [UTC],end [UTC],device,channel,heart_rate [beats/min],wear,samples,"
                + "uncertainty [ms],version,state,rule,parameters,chosen",
            "2026-01-12T09:00:00Z,2026-01-12T09:01:00Z,watch-1,heart_rate,60,,12,250,1,final,,,"
                + "true")
        .contains(
            "2026-01-12T09:00:00Z,2026-01-12T09:48:00Z,watch-1,wear,,worn,,250,1,final,wear,"
                + "\"pulse=a,b\",true");
  }

  @Test
  void json_isAnEntryALine() {
    String text = lines(out -> TimelineJson.to(out, "S1", "P001"));
    assertThat(text.lines().findFirst().orElseThrow())
        .isEqualTo(
            "{\"study\":\"S1\",\"participant\":\"P001\",\"channel\":\"heart_rate\","
                + "\"device\":\"watch-1\",\"start\":\"2026-01-12T09:00:00Z\","
                + "\"end\":\"2026-01-12T09:01:00Z\",\"value\":60,\"unit\":\"beats/min\","
                + "\"samples\":12,\"uncertainty_ms\":250,\"version\":1,\"state\":\"final\","
                + "\"chosen\":true}");
  }

  private static String lines(Function<PrintWriter, Consumer<TimelineEntry>> to) {
    return written(out -> ENTRIES.forEach(to.apply(out)));
  }

  private static String written(Consumer<PrintWriter> write) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    write.accept(out);
    out.flush();
    return text.toString();
  }

  private static TimelineEntry number(
      String channel, int minute, double value, String unit, boolean chosen) {
    long start = NINE_MICROS + minute * MINUTE;
    return new TimelineEntry(
        channel,
        "watch-1",
        start,
        start + MINUTE,
        value,
        null,
        unit,
        12L,
        250_000L,
        1,
        "final",
        null,
        null,
        chosen);
  }

  private static TimelineEntry code(
      String channel, int from, int to, String code, @Nullable String rule, String state) {
    return new TimelineEntry(
        channel,
        "watch-1",
        NINE_MICROS + from * MINUTE,
        NINE_MICROS + to * MINUTE,
        null,
        code,
        null,
        null,
        250_000L,
        1,
        state,
        rule,
        rule == null ? null : "pulse=a,b",
        true);
  }
}
