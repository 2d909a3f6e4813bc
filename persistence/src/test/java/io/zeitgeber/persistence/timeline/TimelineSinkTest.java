package io.zeitgeber.persistence.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.clock.ConfidenceChange;
import io.zeitgeber.participant.clock.Reason;
import io.zeitgeber.participant.clock.Stepped;
import io.zeitgeber.participant.protocol.AbsenceRules;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;
import io.zeitgeber.participant.timeline.Standing;
import io.zeitgeber.participant.window.Window;
import io.zeitgeber.persistence.database.Postgres;
import io.zeitgeber.persistence.database.Rows;
import io.zeitgeber.persistence.journal.Entries;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import io.zeitgeber.persistence.journal.Samples;
import io.zeitgeber.persistence.projection.PositionMoved;
import io.zeitgeber.persistence.projection.PostgresSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimelineSinkTest {
  private static final long MINUTE = 60_000_000;

  /** 2026-01-12T09:00:00Z. */
  private static final long NINE = 1_768_208_400_000_000L;

  private static final Protocol PROTOCOL =
      new Protocol(
          "default",
          1,
          Samples.PROTOCOL.digest(),
          Map.of(
              "steps", channel("steps", "steps", Channel.Shape.INTERVAL),
              "heart_rate", channel("heart_rate", "beats/min", Channel.Shape.SAMPLE),
              "sleep_stage", channel("sleep_stage", "", Channel.Shape.STATE)),
          List.of(),
          0,
          0,
          true,
          true);

  private static final Postgres POSTGRES = Postgres.database(TimelineSinkTest.class);
  private static int slices;
  private final int slice = slices++;
  private final PostgresSink sink = new PostgresSink(POSTGRES.service(), _ -> PROTOCOL);
  private Position at = Position.START;

  @Test
  void observedEntries_standOnTheTimeline_inTheirUnits() {
    write(
        entry("observed", steps("watch-1", 0, 12), state("watch-1", 5, "ASLEEP")),
        entry("observed", new Fact.WindowClosed(minute("watch-1", 7, 60, 62))));
    assertThat(timeline("observed"))
        .containsExactly(
            "heart_rate|watch-1|7|8|61|null|beats/min|2|null|1|final|null|t",
            "sleep_stage|watch-1|5|6|null|ASLEEP|null|null|null|1|final|null|t",
            "steps|watch-1|0|1|12|null|steps|null|null|1|final|null|t");
  }

  @Test
  void revisedEntry_supersedesTheOne_thatStays() {
    write(entry("revised", new TimelineFact.EntryPlaced(of("watch-1", 0, 12), 7, 1, NINE)));
    write(
        entry("revised", new TimelineFact.EntryPlaced(of("watch-1", 0, 15), 7, 2, NINE)),
        entry("revised", new TimelineFact.EntryWithdrawn(of("watch-1", 0, 15), 7, 3)));
    assertThat(timeline("revised"))
        .containsExactly("steps|watch-1|0|1|15|null|steps|null|null|3|withdrawn|null|f");
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select version, state, newest, value from zeitgeber.timeline_entries where"
                    + " participant = 'revised' order by 1"))
        .containsExactly("1|final|f|12", "2|amended|f|15", "3|withdrawn|t|15");
  }

  @Test
  void nextVersions_areCountedByTheTable_alsoInOnePage_andOnlyWhereSomethingChanged() {
    int next = TimelineFact.NEXT;
    long later = NINE + 40L * 24 * 60 * MINUTE;
    Entry moved = new Entry("steps", "watch-1", later, later + MINUTE, 15.0, null, 700L);
    write(entry("next", new TimelineFact.EntryPlaced(of("watch-1", 0, 12), 7, 1, NINE)));
    write(
        entry("next", new TimelineFact.EntryPlaced(of("watch-1", 0, 12), 7, next, NINE)),
        entry("next", new TimelineFact.EntryPlaced(of("watch-1", 0, 15), 7, next, NINE)),
        entry("next", new TimelineFact.EntryPlaced(moved, 7, next, later)),
        entry("next", new TimelineFact.EntryPlaced(of("watch-1", 3, 1), 9, 1, start(3))),
        entry("next", new TimelineFact.EntryWithdrawn(of("watch-1", 3, 1), 9, next)));
    write(entry("next", new TimelineFact.EntryWithdrawn(of("watch-1", 3, 1), 9, next)));
    write(entry("next", new TimelineFact.EntryWithdrawn(of("watch-1", 5, 1), 11, next)));
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select entry, version, state, newest, value, uncertainty_micros from"
                    + " zeitgeber.timeline_entries where participant = 'next' order by 1, 2"))
        .containsExactly(
            "7|1|final|f|12|null",
            "7|2|amended|f|15|null",
            "7|3|amended|t|15|700",
            "9|1|final|f|1|null",
            "9|2|withdrawn|t|1|null");
  }

  @Test
  void clocks_areShown_andTheBetterKnownDeviceIsChosen() {
    ConfidenceChange good = new ConfidenceChange(Confidence.NONE, Confidence.GOOD, 260_000, NINE);
    Stepped stepped = new Stepped(1, 3_600_000_000L, Reason.UP, 9, 1, 2, 3, NINE, -1);
    write(
        entry(
            "clocks",
            steps("ring", 0, 10),
            steps("watch", 0, 12),
            new Fact.WindowClosed(minute("watch", 0, 64)),
            new ClockFact.ClockStepped("watch", stepped),
            new ClockFact.ClockConfidenceChanged("watch", good)));
    assertThat(chosen("clocks")).containsExactly("heart_rate|watch|0", "steps|watch|0");
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select device, kind, reason, segment, jump_micros, confidence,"
                    + " uncertainty_micros from zeitgeber.timeline_clocks where participant ="
                    + " 'clocks' order by fact"))
        .containsExactly(
            "watch|stepped|up|1|3600000000|null|null", "watch|confidence|good|null|null|3|260000");
    assertThat(timeline("clocks"))
        .contains("heart_rate|watch|0|1|64|null|beats/min|1|260000|1|final|null|t");
  }

  @Test
  void correctedTime_movesTheEntry_alsoIntoAnotherMonth() {
    Entry before = of("watch-1", 0, 12);
    long later = NINE + 40L * 24 * 60 * MINUTE;
    Entry after = new Entry("steps", "watch-1", later, later + MINUTE, 12.0, null, 1_500_000L);
    write(entry("moved", new TimelineFact.EntryPlaced(before, 3, 1, NINE)));
    write(entry("moved", new TimelineFact.EntryPlaced(after, 3, 2, NINE)));
    assertThat(timeline("moved"))
        .containsExactly("steps|watch-1|57600|57601|12|null|steps|null|1500000|2|amended|null|t");
  }

  @Test
  void result_growsThenIsFinal_withItsRuleAndParameters() {
    write(entry("result", wear(0, 60, 1, Standing.PROVISIONAL, true)));
    write(entry("result", wear(0, 120, 1, Standing.PROVISIONAL, true)));
    write(entry("result", wear(0, 130, 1, Standing.FINAL, false)));
    assertThat(timeline("result"))
        .containsExactly("wear|watch-1|0|130|null|worn|null|null|null|1|final|wear|t");
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select parameters from zeitgeber.timeline where participant = 'result'"))
        .containsExactly(
            "join=300s pulse=heart_rate,heart_rate_variability,inter_beat_interval,"
                + "oxygen_saturation");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void anyGrouping_ofTheSameFacts_givesTheSameRows(int size) {
    List<EntryFacts> all = new ArrayList<>();
    for (int minute = 0; minute < 40; minute++) {
      int version = 1 + minute % 3;
      String who = "group" + size;
      all.add(
          entry(
              who,
              new TimelineFact.EntryPlaced(
                  of("watch-1", minute / 3, minute), minute / 3, version, start(minute / 3)),
              wear(0, minute + 1, 1, Standing.PROVISIONAL, true)));
    }
    for (int from = 0; from < all.size(); from += size) {
      write(all.subList(from, Math.min(all.size(), from + size)).toArray(EntryFacts[]::new));
    }
    assertThat(timeline("group" + size))
        .hasSize(15)
        .contains(
            "steps|watch-1|0|1|2|null|steps|null|null|3|amended|null|t",
            "steps|watch-1|13|14|39|null|steps|null|null|1|final|null|t",
            "wear|watch-1|0|40|null|worn|null|null|null|1|provisional|wear|t");
  }

  @Test
  void sameEntriesAgain_byWhoBelievesInAnOldPosition_changeNothing() {
    Position old = at;
    EntryFacts[] entries = {entry("again", steps("watch-1", 0, 12))};
    write(entries);
    List<String> before = timeline("again");
    assertThatExceptionOfType(PositionMoved.class)
        .isThrownBy(() -> sink.write(Reached.of(slice, old), List.of(entries), at));
    assertThat(timeline("again")).isEqualTo(before).hasSize(1);
  }

  @Test
  void overlappingDevices_bothStay_andOneIsChosen_byPriorityThenName() {
    write(
        entry(
            "two",
            steps("ring", 0, 10),
            steps("watch", 0, 12),
            steps("watch", 1, 9),
            new Fact.WindowClosed(minute("ring", 0, 60)),
            new Fact.WindowClosed(minute("watch", 0, 64))));
    assertThat(chosen("two")).containsExactly("heart_rate|ring|0", "steps|ring|0", "steps|watch|1");
    POSTGRES.execute(
        "insert into zeitgeber.timeline_devices values ('S1', 'two', 'watch', 'fitbit', 10, 0)");
    assertThat(chosen("two"))
        .containsExactly("heart_rate|watch|0", "steps|watch|0", "steps|watch|1");
    assertThat(timeline("two")).hasSize(5);
  }

  @Test
  void kinds_comeFromTheEnrolment_withTheProtocolsPriority() {
    ResultRules usual = ResultRules.DEFAULT;
    ResultRules rules =
        new ResultRules(
            usual.keepMicros(),
            usual.wear(),
            usual.sleep(),
            usual.screen(),
            usual.rest(),
            Map.of("fitbit", 10));
    Protocol protocol =
        new Protocol(
            "default",
            1,
            PROTOCOL.digest(),
            Map.of(),
            List.of(),
            0,
            0,
            true,
            true,
            AbsenceRules.NONE,
            rules);
    PostgresSink own = new PostgresSink(POSTGRES.service(), _ -> protocol);
    Fact devices =
        new Fact.Enrolled(
            "devices",
            null,
            "watch-1 (fitbit) 2026-01-12T08:00:00Z/.., phone-1 (phone), bare",
            null,
            null,
            "topic",
            1);
    Fact zone = new Fact.Enrolled("zone", null, "Europe/Berlin", null, null, "topic", 1);
    own.write(Reached.of(slice, at), List.of(entry("kinds", devices, zone)), new Position(1, 1, 1));
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select device, kind, priority, zone from zeitgeber.timeline_devices join"
                    + " zeitgeber.timeline_people using (study, participant) where participant ="
                    + " 'kinds' order by 1"))
        .containsExactly("phone-1|phone|100|Europe/Berlin", "watch-1|fitbit|10|Europe/Berlin");
  }

  @Test
  void months_getAPartitionEach_madeByTheServiceWithoutOwningAnything() {
    write(entry("months", steps("watch-1", 0, 12)));
    long rubbish = -1_000_000_000_000_000L;
    write(
        entry(
            "months",
            new TimelineFact.EntryPlaced(
                new Entry("steps", "watch-1", rubbish, rubbish, 1.0, null, null), 9, 1, rubbish)));
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select tableoid::regclass from zeitgeber.timeline_entries where participant ="
                    + " 'months' order by start"))
        .containsExactly("zeitgeber.timeline_entries_other", "zeitgeber.timeline_entries_202601");
  }

  private void write(EntryFacts... entries) {
    Position after = new Position(1, at.committedIn() + 1, 1);
    sink.write(Reached.of(slice, at), List.of(entries), after);
    at = after;
  }

  private static List<String> timeline(String participant) {
    return Rows.of(
        POSTGRES.service(),
        "select channel, device, (start_micros - "
            + NINE
            + ") / 60000000, (end_micros - "
            + NINE
            + ") / 60000000, value, code, unit, samples, uncertainty_micros, version, state, rule,"
            + " chosen from zeitgeber.timeline where participant = '"
            + participant
            + "' order by 1, 2, start");
  }

  private static List<String> chosen(String participant) {
    return Rows.of(
        POSTGRES.service(),
        "select channel, device, (start_micros - "
            + NINE
            + ") / 60000000 from zeitgeber.timeline where chosen and participant = '"
            + participant
            + "' order by 1, 2, 3");
  }

  private static EntryFacts entry(String participant, Fact... facts) {
    return EntryCodec.decodeFacts(
        Entries.of(participant, new Input.Tick(NINE), List.of(facts)).payload());
  }

  private static Fact steps(String device, int minute, double steps) {
    return new TimelineFact.EntryPlaced(of(device, minute, steps), minute, 1, start(minute));
  }

  private static Entry of(String device, int minute, double steps) {
    long start = start(minute);
    return new Entry("steps", device, start, start + MINUTE, steps, null, null);
  }

  private static Fact state(String device, int minute, String code) {
    long start = start(minute);
    return new TimelineFact.EntryPlaced(
        new Entry("sleep_stage", device, start, start + MINUTE, null, code, null),
        minute,
        1,
        start);
  }

  private static Fact wear(int from, int to, int version, Standing standing, boolean goesOn) {
    Entry entry = new Entry("wear", "watch-1", start(from), start(to), null, "worn", null);
    return new TimelineFact.ResultStated(new Result("wear", entry, version, standing, goesOn));
  }

  private static Window minute(String device, int minute, double... values) {
    ExactSum squares = ExactSum.ZERO;
    for (double value : values) {
      squares = squares.addSquare(value);
    }
    return new Window(
        device,
        "heart_rate",
        start(minute),
        MINUTE,
        values.length,
        ExactSum.of(values),
        squares,
        values[0],
        values[values.length - 1],
        start(minute),
        start(minute) + 1,
        Map.of(),
        null);
  }

  private static long start(int minute) {
    return NINE + minute * MINUTE;
  }

  private static Channel channel(String name, String unit, Channel.Shape shape) {
    return new Channel(name, unit, shape, 0, 0, null, Channel.SameTime.ADDS);
  }
}
