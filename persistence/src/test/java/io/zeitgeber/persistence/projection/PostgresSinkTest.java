package io.zeitgeber.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.database.Postgres;
import io.zeitgeber.persistence.database.Rows;
import io.zeitgeber.persistence.journal.Entries;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import io.zeitgeber.persistence.journal.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class PostgresSinkTest {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSinkTest.class);
  private static final long MINUTE = 60_000_000;
  private static final long START = 1_760_000_040_000_000L;
  private static final Protocol PROTOCOL =
      new Protocol(
          "default",
          1,
          Samples.PROTOCOL.digest(),
          Map.of(
              "screen",
              channel("screen", Channel.Shape.EVENT),
              "sleep",
              channel("sleep", Channel.Shape.STATE)),
          List.of(),
          0,
          0,
          true,
          true);
  private static final Postgres POSTGRES = Postgres.database(PostgresSinkTest.class);
  private static int slices;
  private final int slice = slices++;
  private PostgresSink sink = new PostgresSink(POSTGRES.service(), _ -> PROTOCOL);
  private Position at = Position.START;

  private static Channel channel(String name, Channel.Shape shape) {
    return new Channel(name, "", shape, 0, 0, null, Channel.SameTime.ADDS);
  }

  @Test
  void closedWindow_isFinal_inItsUnits() {
    write(entry("closed", new Fact.WindowClosed(window(START, MINUTE, 70, 72, 77))));
    assertThat(windows("closed"))
        .containsExactly(
            "60|1|final|3|219|73|70|77|3.605551275463989|12|2025-10-09 08:54:00+00|null|null");
  }

  @Test
  void amendedMinute_isMergedWithTheHourAndDayThatAreClosed() {
    write(
        entry("amended", new Fact.WindowClosed(window(START, MINUTE, 70, 80))),
        entry("amended", new Fact.WindowClosed(window(hour(START), 60 * MINUTE, 70, 80, 90))));
    write(
        entry("amended", new Fact.WindowAmended(window(START, MINUTE, 60), true, false)),
        entry("amended", new Fact.WindowAmended(window(START, MINUTE, 90, 100), true, false)));
    assertThat(windows("amended"))
        .containsExactly(
            "60|3|amended|5|400|80|60|100|15.811388300841896|12|2025-10-09 08:54:00+00|null|null",
            "3600|3|amended|6|490|81.66666666666667|60|100|14.719601443879744|12|2025-10-09"
                + " 08:00:00+00|null|null");
  }

  @Test
  void anyGrouping_ofTheSameFacts_givesTheSameRows() {
    List<EntryFacts> entries = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int minute = 0; minute < 20; minute++) {
      long start = START + minute * MINUTE;
      entries.add(entry("group", new Fact.WindowClosed(window(start, MINUTE, 0.1 * minute, 70.3))));
    }
    for (int late = 0; late < 40; late++) {
      long start = START + random.nextInt(20) * MINUTE;
      entries.add(
          entry(
              "group",
              new Fact.WindowAmended(window(start, MINUTE, random.nextDouble()), false, false)));
    }
    write(entries.toArray(EntryFacts[]::new));
    List<String> atOnce = windows("group");
    POSTGRES.execute("delete from zeitgeber.windows where participant = 'group'");
    entries.forEach(this::write);
    assertThat(windows("group")).isEqualTo(atOnce).hasSize(20);
  }

  @Test
  void codes_areSecondsOfStates_andOccurrencesOfEvents() {
    write(
        entry("codes", new Fact.WindowClosed(codes("screen", Map.of("on", 2L)))),
        entry(
            "codes",
            new Fact.WindowClosed(
                codes("sleep", Map.of("asleep", 30_000_000L, "rest", 1_500_000L)))));
    write(
        entry(
            "codes",
            new Fact.WindowAmended(codes("screen", Map.of("on", 1L, "off", 1L)), false, false)),
        entry(
            "codes",
            new Fact.WindowAmended(codes("sleep", Map.of("asleep", 500_000L)), false, false)));
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select channel, seconds_by_code, occurrences_by_code, sum, mean, min from"
                    + " zeitgeber.windows where participant = 'codes' order by 1"))
        .containsExactly(
            "screen|null|{\"on\": 3, \"off\": 1}|null|null|null",
            "sleep|{\"rest\": 1.5, \"asleep\": 30.5}|null|null|null|null");
  }

  @Test
  void alertsRefusalsAndParticipants_areWrittenOnce() {
    Batch.Builder builder =
        new Batch.Builder(
            Samples.TOPIC_ID,
            "observations",
            slice,
            false,
            offset -> ("bytes " + offset).getBytes(StandardCharsets.UTF_8));
    int source = builder.source(new Source("watch-1", "heart_rate"));
    Batch batch =
        builder
            .record(10, START, source, START)
            .value(72)
            .record(11, START + 5, source, START)
            .value(9_999)
            .build();
    Fact refused =
        new Fact.Refused(
            new Origin(Samples.TOPIC_ID, "observations", slice, 11),
            Refusal.VALUE_OUT_OF_RANGE,
            "value: 20 to 300\0",
            START + 5,
            "heart_rate");
    Alert alert = new Samples(4).alert();
    EntryFacts entry =
        EntryCodec.decodeFacts(
            Entries.of(
                    "P9",
                    new Input.Observed(batch),
                    List.of(
                        refused,
                        new Fact.AlertRaised(alert),
                        new Fact.AlertResolved(alert, START),
                        new Fact.Enrolled("site", null, "DE-01", null, null, "topic", 1),
                        new Fact.Enrolled("status", null, "PAUSED", null, null, "topic", 1)))
                .payload());
    write(entry);
    write(entry("P9"));

    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select lifecycle, live, (json::jsonb)->>'alert' = alert from zeitgeber.alerts"
                    + " where participant = 'P9' order by 1"))
        .containsExactly(
            "raised|" + bool(alert.live()) + "|t", "resolved|" + bool(alert.live()) + "|t");
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select reason, detail, refused_by, length, convert_from(bytes, 'UTF8') from"
                    + " zeitgeber.quarantine where participant = 'P9'"))
        .containsExactly("VALUE_OUT_OF_RANGE|value: 20 to 300\uFFFD|step|8|bytes 11");
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select site, status, records, last_received_micros, protocol from"
                    + " zeitgeber.participants where participant = 'P9'"))
        .containsExactly("DE-01|paused|2|" + (START + 5) + "|default@1");
  }

  private static String bool(boolean value) {
    return value ? "t" : "f";
  }

  @Test
  void position_movesWithWhatIsWritten() {
    assertThat(sink.reached(List.of(slice)).least()).isEqualTo(Position.START);
    write(entry("moves"));
    assertThat(sink.reached(List.of(slice)).least()).isEqualTo(at);
    sink = new PostgresSink(POSTGRES.service(), _ -> PROTOCOL);
    write(entry("moves"));
    assertThat(sink.reached(List.of(slice)).least()).isEqualTo(new Position(1, 2, 1));
  }

  @Test
  void zombie_whoBelievesInAnOldPosition_writesNothing() {
    Position old = at;
    write(entry("zombie", new Fact.WindowClosed(window(START, MINUTE, 70))));
    EntryFacts again = entry("zombie", new Fact.WindowClosed(window(START, MINUTE, 70)));
    assertThatExceptionOfType(PositionMoved.class)
        .isThrownBy(() -> sink.write(Reached.of(slice, old), List.of(again), at));
    assertThat(windows("zombie")).singleElement().asString().startsWith("60|1|final|1|");
  }

  @Test
  void manyWindows_areWrittenFast() {
    List<EntryFacts> entries = new ArrayList<>();
    for (int participant = 0; participant < 200; participant++) {
      Fact[] facts = new Fact[100];
      for (int minute = 0; minute < facts.length; minute++) {
        facts[minute] = new Fact.WindowClosed(window(START + minute * MINUTE, MINUTE, 70, 71));
      }
      entries.add(entry("fast" + participant, facts));
    }
    long startedNanos = System.nanoTime();
    write(entries.toArray(EntryFacts[]::new));
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    LOG.info("20,000 windows in one page: {} rows/s", Math.round(20_000 / seconds));
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select count(*) from zeitgeber.windows where participant like 'fast%'"))
        .containsExactly("20000");
  }

  private void write(EntryFacts... entries) {
    Position after = new Position(1, at.committedIn() + 1, 1);
    sink.write(Reached.of(slice, at), List.of(entries), after);
    at = after;
  }

  private static EntryFacts entry(String participant, Fact... facts) {
    return EntryCodec.decodeFacts(
        Entries.of(participant, new Input.Tick(START), List.of(facts)).payload());
  }

  private static long hour(long micros) {
    return Math.floorDiv(micros, 60 * MINUTE) * 60 * MINUTE;
  }

  private static Window window(long start, long size, double... values) {
    ExactSum squares = ExactSum.ZERO;
    double min = values[0];
    double max = values[0];
    for (double value : values) {
      squares = squares.addSquare(value);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return new Window(
        "watch-1",
        "heart_rate",
        start,
        size,
        values.length,
        ExactSum.of(values),
        squares,
        min,
        max,
        start,
        start + 1,
        Map.of(),
        12.0);
  }

  private static Window codes(String channel, Map<String, Long> codes) {
    return new Window(
        "phone-1",
        channel,
        START,
        MINUTE,
        1,
        null,
        null,
        Double.NaN,
        Double.NaN,
        START,
        START,
        codes,
        null);
  }

  private static List<String> windows(String participant) {
    return Rows.of(
        POSTGRES.service(),
        "select size_s, version, state, count, sum, mean, min, max, sd, expected,"
            + " start at time zone 'UTC' || '+00', seconds_by_code, occurrences_by_code"
            + " from zeitgeber.windows where participant = '"
            + participant
            + "' order by size_s, start");
  }
}
