package io.zeitgeber.participant.step;

import static io.zeitgeber.participant.step.Story.micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** When windows close, in which order, what they hold, and what comes late. Times in seconds. */
final class WindowsTest {
  private static final long MINUTE = 60;
  private static final long HOUR = 3600;
  private static final long DAY = 24 * HOUR;

  @Test
  void minute_closesWhenTheFrontPassesItsEndByTheDisorder() {
    Story story = Story.under(Protocols.OPEN).heartRate(0, 70).heartRate(59.999999, 72);
    story.heartRate(60, 80).heartRate(89.999999, 81);
    assertThat(story.facts()).isEmpty();
    story.heartRate(90, 82);
    Window window = closed(story).getFirst();
    assertThat(window)
        .isEqualTo(
            new Window(
                "watch-1",
                "heart_rate",
                0,
                Tumbling.MINUTE_MICROS,
                2,
                ExactSum.of(142),
                ExactSum.of(70 * 70 + 72 * 72),
                70,
                72,
                0,
                59_999_999,
                Map.of(),
                12.0));
  }

  @Test
  void windows_closeByEndThenBySize_andTheLargerHoldTheSmaller() {
    Story story = Story.under(Protocols.OPEN);
    story.heartRate(DAY - HOUR - 60, 60).heartRate(DAY - 60, 70).heartRate(DAY + 5, 80);
    story.facts();
    story.heartRate(10 * DAY, 90);
    List<Window> windows = closed(story);
    assertThat(windows)
        .extracting(window -> window.startMicros() / 1_000_000, WindowsTest::size, Window::count)
        .containsExactly(
            row(DAY - 60, MINUTE, 1),
            row(DAY - HOUR, HOUR, 1),
            row(0, DAY, 2),
            row(DAY, MINUTE, 1),
            row(DAY, HOUR, 1),
            row(DAY, DAY, 1));
    assertThat(windows.get(2).sum()).isEqualTo(ExactSum.of(130));
    assertThat(windows.get(2).min()).isEqualTo(60);
    assertThat(windows.get(2).expected()).isEqualTo(17280);
    assertThat(story.participant().openWindows()).isEqualTo(1);
  }

  @Test
  void lateSample_amendsItsMinute_andIsMergedIntoWhatIsStillOpen() {
    Story story = Story.under(Protocols.OPEN).heartRate(30, 70).heartRate(100, 80);
    assertThat(closed(story)).hasSize(1);
    story.heartRate(40, 75).heartRate(61, 76);
    assertThat(story.facts()).isEmpty();
    story.tick(399);
    assertThat(story.facts()).isEmpty();
    story.tick(400);
    List<Fact> facts = story.facts();
    AmendFact.WindowRevised minute = (AmendFact.WindowRevised) facts.getFirst();
    assertThat(minute.window().sum()).isEqualTo(ExactSum.of(70, 75));
    assertThat(minute.window().count()).isEqualTo(2);
    assertThat(minute.hourClosed()).isFalse();
    assertThat(minute.dayClosed()).isFalse();
    assertThat(facts.getLast())
        .isEqualTo(new AmendFact.Corrected("watch-1", "heart_rate", 0, micros(60), 1, 0, 0, 0, 0));
    assertThat(facts).hasSize(2);
    story.heartRate(HOUR + 30, 90);
    assertThat(story.facts())
        .contains(new AmendFact.WindowDerived("watch-1", "heart_rate", 0, Tumbling.HOUR_MICROS));
    story.heartRate(50, 60).tick(HOUR + 600);
    AmendFact.WindowRevised later = (AmendFact.WindowRevised) story.facts().getFirst();
    assertThat(later.window().sum()).isEqualTo(ExactSum.of(70, 75, 60));
    assertThat(later.hourClosed()).isTrue();
    assertThat(later.dayClosed()).isFalse();
    story.heartRate(DAY + 30, 90);
    assertThat(story.facts())
        .contains(new AmendFact.WindowDerived("watch-1", "heart_rate", 0, Tumbling.DAY_MICROS));
    story.heartRate(50, 61).tick(2 * DAY);
    assertThat(((AmendFact.WindowRevised) story.facts().getFirst()).dayClosed()).isTrue();
  }

  @Test
  void lateChunk_revisesEachMinuteOnce_inOrder() {
    Story story = Story.under(Protocols.OPEN).heartRate(1000, 70);
    story.record(
        "watch-1",
        "heart_rate",
        micros(50),
        micros(1000),
        b ->
            b.rate(0.1)
                .value(70)
                .value(71)
                .value(72)
                .value(73)
                .value(74)
                .value(75)
                .value(76)
                .value(77));
    assertThat(story.tick(1300).facts())
        .filteredOn(AmendFact.WindowRevised.class::isInstance)
        .extracting(fact -> ((AmendFact.WindowRevised) fact).window())
        .extracting(late -> late.startMicros() / 1_000_000, WindowsTest::size, Window::count)
        .containsExactly(row(0, MINUTE, 1), row(60, MINUTE, 6), row(120, MINUTE, 1));
  }

  @Test
  void interval_isSharedOutInWholeUnitsThatAddUp() {
    Story story = Story.under(Protocols.OPEN);
    story.record("w", "steps", micros(30), micros(900), b -> b.duration(micros(100)).value(7));
    story.record("w", "steps", micros(600), micros(900), b -> b.duration(0).value(5));
    assertThat(closed(story))
        .extracting(window -> Objects.requireNonNull(window.sum()).exact().intValueExact())
        .containsExactly(2, 4, 1);
    story.record("w", "steps", micros(900), b -> b.duration(micros(60)).value(3));
    assertThat(closed(story))
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window.sum()).isEqualTo(ExactSum.of(5));
              assertThat(window.sumOfSquares()).isNull();
              assertThat(window.count()).isEqualTo(1);
              assertThat(window.expected()).isNull();
            });
  }

  @Test
  void interval_ofAFraction_addsUpToTheLastBit() {
    Story story = Story.under(Protocols.OPEN);
    story.record("w", "steps", 0, micros(900), b -> b.duration(micros(599)).value(0.1));
    story.record("w", "steps", micros(900), b -> b.duration(0).value(1));
    ExactSum sum = ExactSum.ZERO;
    List<Window> windows = closed(story);
    for (Window window : windows) {
      sum = sum.add(Objects.requireNonNull(window.sum()));
    }
    assertThat(windows).hasSize(10);
    assertThat(sum).isEqualTo(ExactSum.of(0.1));
  }

  @Test
  void interval_thatEndsAfterItWasReceived_isMovedBackAsAWhole() {
    Story story = Story.under(Protocols.OPEN);
    story.record("w", "steps", micros(100), micros(130), b -> b.duration(micros(60)).value(60));
    assertThat(story.participant().fronts())
        .containsExactly(new Participant.Front("w", "steps", micros(130)));
    story.record("w", "steps", micros(300), b -> b.duration(0).value(1));
    assertThat(closed(story))
        .extracting(Window::firstMicros, Window::lastMicros)
        .startsWith(tuple(micros(70), micros(120)), tuple(micros(120), micros(130)));
  }

  @Test
  void longInterval_goesIntoHours_andTheLongestIntoDays() {
    Story story = Story.under(Protocols.OPEN);
    long day = Tumbling.DAY_MICROS;
    story.record("w", "steps", 0, 40 * day, b -> b.duration(25 * day / 24 + 1).value(26_000));
    story.record("w", "steps", 2 * day, 40 * day, b -> b.duration(33 * day).value(33));
    story.record("w", "steps", 40 * day, b -> b.duration(0).value(0));
    Map<Long, Long> bySize = new TreeMap<>();
    closed(story).forEach(window -> bySize.merge(size(window), 1L, Long::sum));
    assertThat(bySize).isEqualTo(Map.of(HOUR, 26L, DAY, 35L));
    story.record("w", "steps", 0, 40 * day, b -> b.duration(366 * day).value(365));
    assertThat(story.facts()).hasSizeLessThan(370);
  }

  @Test
  void lateIntervalLongerThanMinutesHold_isDeferredAndSaysSo() {
    Story story = Story.under(Protocols.OPEN);
    story.record("w", "steps", micros(26 * HOUR + 30), b -> b.duration(0).value(0));
    story.facts();
    long duration = 26 * Tumbling.HOUR_MICROS;
    story.record("w", "steps", -1, micros(26 * HOUR), b -> b.duration(duration).value(27));
    assertThat(story.tick(27 * HOUR).facts())
        .contains(new AmendFact.AmendmentDeferred("w", "steps", -1, micros(26 * HOUR) - 1, 1, 0));
  }

  @Test
  void state_addsItsMicrosecondsByCode_andEventsTheirOccurrences() {
    Story story = Story.under(Protocols.OPEN);
    story.record(
        "w", "sleep_stage", micros(30), micros(900), b -> b.duration(micros(60)).code("deep"));
    story.record(
        "w", "sleep_stage", micros(90), micros(900), b -> b.duration(micros(20)).code("rem"));
    story.record("w", "sleep_stage", micros(900), b -> b.duration(0).code("rem"));
    List<Window> states = closed(story);
    assertThat(states)
        .extracting(Window::codeMicros)
        .containsExactly(Map.of("deep", micros(30)), Map.of("deep", micros(30), "rem", micros(20)));
    assertThat(states).extracting(Window::count).containsExactly(1L, 1L);
    assertThat(states.getFirst().sum()).isNull();
    assertThat(states.getFirst().min()).isNaN();
    story.record("w", "screen", micros(1), b -> b.code("on"));
    story.record("w", "screen", micros(2), b -> b.code("on"));
    story.record("w", "screen", micros(90), b -> b.code("off"));
    assertThat(closed(story)).extracting(Window::codeMicros).containsExactly(Map.of("on", 2L));
  }

  @Test
  void codes_beyondTheBound_areCountedTogether() {
    Story story = Story.under(Protocols.OPEN);
    for (int at = 0; at < 300; at++) {
      String code = "app-" + at;
      story.record("w", "screen", micros(1), b -> b.code(code));
    }
    story.record("w", "screen", micros(90), b -> b.code("off"));
    assertThat(closed(story).getFirst().codeMicros()).hasSize(257).containsEntry("*", 44L);
  }

  @Test
  void vector_countsByItsMagnitude_andWaveformByItsExtremes() {
    Story story = Story.under(Protocols.OPEN);
    story.record(
        "w",
        "acceleration",
        0,
        b -> b.rate(1).value(3).value(4).value(0).value(0).value(0).value(-2));
    story.record("w", "acceleration", micros(90), b -> b.value(0).value(0).value(1));
    Window vectors = closed(story).getFirst();
    assertThat(vectors.sum()).isEqualTo(ExactSum.of(7));
    assertThat(vectors.sumOfSquares()).isEqualTo(ExactSum.of(29));
    story.record(
        "w",
        "ppg",
        micros(59),
        micros(200),
        b -> b.rate(2).value(1).value(-5).value(9).value(4).value(5));
    story.record("w", "ppg", micros(200), b -> b.rate(2).value(0));
    List<Window> waves = closed(story);
    assertThat(waves).extracting(Window::count).containsExactly(2L, 3L);
    assertThat(waves).extracting(Window::min).containsExactly(-5.0, 4.0);
    assertThat(waves).extracting(Window::lastMicros).containsExactly(micros(59.5), micros(61));
    assertThat(waves.getFirst().sum()).isNull();
  }

  @Test
  void magnitude_ofTheGreatestDoubles_staysFinite() {
    assertThat(ChannelRun.magnitude(new double[] {3, 4, 12}, 0, 3)).isEqualTo(13);
    assertThat(ChannelRun.magnitude(new double[] {3e200, -4e200, 0}, 0, 3))
        .isCloseTo(5e200, within(1e185));
    assertThat(ChannelRun.magnitude(new double[] {1.7e308, 1.7e308, 0}, 0, 3))
        .isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void chunk_hasNoDrift() {
    assertThat(Shapes.sampleMicros(0, 3, 3)).isEqualTo(1_000_000);
    assertThat(Shapes.sampleMicros(7, 1, 3)).isEqualTo(333_340);
    assertThat(Shapes.sampleMicros(7, 2, 3)).isEqualTo(666_674);
    assertThat(Shapes.sampleMicros(0, 1_000_000_007, 51.2)).isEqualTo(19_531_250_136_719L);
  }

  @Test
  void gapOfSixtyYears_costsNoMoreThanTheWindowsThatWereOpen() {
    Story story = Story.under(Protocols.OPEN).heartRate(0, 70);
    story.heartRate(60L * 365 * DAY, 80);
    assertThat(closed(story)).extracting(WindowsTest::size).containsExactly(MINUTE, HOUR, DAY);
    story.heartRate(1_000_000_000, 75).tick(61L * 365 * DAY);
    assertThat(story.facts()).singleElement().isInstanceOf(AmendFact.WindowLate.class);
    assertThat(story.participant().openWindows()).isEqualTo(1);
  }

  @Test
  void devices_neverMoveEachOthersWindows() {
    Story story = Story.under(Protocols.OPEN).heartRate(0, 70);
    story.record("phone-1", "heart_rate", micros(1e9), b -> b.value(80));
    story.record("watch-1", "screen", micros(1e9), b -> b.code("on"));
    story.heartRate(1, 71);
    assertThat(story.facts()).noneMatch(fact -> fact instanceof Fact.WindowClosed);
  }

  @Test
  void protocol_withMorePatience_closesNothingTwice() {
    Story story = Story.under(Protocols.OPEN).heartRate(0, 70).heartRate(95, 71);
    assertThat(closed(story)).hasSize(1);
    story.input(new Input.Activate(Protocols.PATIENT, "me", "why", 7));
    story.facts();
    story.heartRate(10, 72).heartRate(400, 70);
    List<Fact> facts = story.facts();
    assertThat(facts.getFirst()).isInstanceOf(AmendFact.WindowRevised.class);
    assertThat(facts).hasSize(3);
  }

  private static List<Window> closed(Story story) {
    List<Window> windows = new ArrayList<>();
    for (Fact fact : story.facts()) {
      if (fact instanceof Fact.WindowClosed(Window window)) {
        windows.add(window);
      }
    }
    return windows;
  }

  private static long size(Window window) {
    return window.sizeMicros() / 1_000_000;
  }

  private static Tuple row(long start, long size, long count) {
    return tuple(start, size, count);
  }
}
