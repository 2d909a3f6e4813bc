package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.window.Tumbling;
import io.zeitgeber.participant.window.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a bad clock does to windows and alerts, and what is put right once it is understood. */
final class ModelledClockTest {
  private static final long SECOND = Protocols.SECOND;
  private static final long HOUR = 3600 * SECOND;

  /** 2026-03-29T00:30Z: in Berlin clocks go forward half an hour later. */
  private static final long SPRING = 1_774_744_200_000_000L;

  /** 2026-10-25T00:30Z: in Berlin they go back. */
  private static final long AUTUMN = 1_792_888_200_000_000L;

  @Test
  void daylightSavingInSpring_movesNoWindow_onceTheJumpIsUnderstood() {
    assertTrueWindows(run(SPRING, 7200, at -> at < 3600 ? 0 : HOUR, 1), SPRING, 7200);
  }

  @Test
  void daylightSavingInAutumn_movesNoWindow_onceTheJumpIsUnderstood() {
    assertTrueWindows(run(AUTUMN, 7200, at -> at < 3600 ? 0 : -HOUR, 1), AUTUMN, 7200);
  }

  @Test
  void leapFrom1970_leavesNothingIn1970() {
    long start = SPRING;
    Shell shell = run(start, 7200, at -> at < 1200 ? -start : 0, 1);
    assertTrueWindows(shell, start, 7200);
    last(shell.facts())
        .forEach(
            (at, window) -> {
              if (at < start - HOUR) {
                assertThat(window.count()).isZero();
              }
            });
  }

  @Test
  void deviceThatIsSwapped_hasAClockOfItsOwn() {
    Shell shell = new Shell(Protocols.MODELLED);
    SplittableRandom random = new SplittableRandom(3);
    feed(shell, "watch-1", SPRING, 3000, _ -> -HOUR, random, 0);
    feed(shell, "watch-2", SPRING + 3000 * SECOND, 3000, _ -> 3 * HOUR, random, 3000);
    shell.take(new Input.Tick(SPRING + 20 * HOUR));
    for (Participant.Front front : shell.participant().fronts()) {
      long end = SPRING + (front.device().equals("watch-1") ? 3000 : 6000) * SECOND;
      assertThat(front.frontMicros()).isBetween(end - 5 * SECOND, end + SECOND);
    }
  }

  @Test
  void alertsOfAModelledClock_sayHowUncertainTheirTimeIs() {
    Shell shell = new Shell(Protocols.MODELLED);
    SplittableRandom random = new SplittableRandom(5);
    feed(shell, "watch-1", SPRING, 3600, _ -> -1_000 * SECOND, random, 0);
    List<Alert> alerts = new ArrayList<>();
    for (Fact fact : shell.facts()) {
      if (fact instanceof Fact.AlertRaised(Alert alert)) {
        alerts.add(alert);
      }
    }
    assertThat(alerts).isNotEmpty();
    assertThat(alerts.getLast().uncertaintyMicros()).isNotNull().isBetween(1L, 5 * SECOND);
  }

  @Test
  void windowsOfAClockInDoubt_areProvisional_untilItIsUnderstood() {
    Shell shell = run(SPRING, 3600, _ -> 0, 1);
    Set<Class<?>> kinds = new HashSet<>();
    shell.facts().forEach(fact -> kinds.add(fact.getClass()));
    assertThat(kinds).contains(AmendFact.WindowProvisional.class, AmendFact.WindowsFinal.class);
    assertThat(kinds).contains(Fact.WindowClosed.class);
  }

  static List<Long> seeds() {
    return LongStream.rangeClosed(1, 40).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void facts_ofModelledClocks_areTheSameHoweverTheyAreSliced(long seed) {
    LongUnaryOperator off =
        switch ((int) (seed % 4)) {
          case 0 -> at -> at < 1500 ? 0 : HOUR;
          case 1 -> at -> at < 1500 ? 0 : -HOUR;
          case 2 -> at -> at < 700 ? -SPRING : 20 * SECOND;
          default -> _ -> 3 * 24 * HOUR;
        };
    Shell one = run(SPRING, 3600, off, 1, seed);
    Shell other = run(SPRING, 3600, off, 2 + (int) (seed * 7 % 300), seed);
    assertThat(other.facts()).isEqualTo(one.facts());
    assertThat(other.participant()).isEqualTo(one.participant());
  }

  private static Shell run(long start, int seconds, LongUnaryOperator off, int rows) {
    return run(start, seconds, off, rows, 1);
  }

  private static Shell run(long start, int seconds, LongUnaryOperator off, int rows, long seed) {
    Shell shell = new Shell(Protocols.MODELLED);
    feed(shell, "watch-1", start, seconds, off, new SplittableRandom(seed), 0, rows);
    shell.take(new Input.Tick(start + 100 * HOUR));
    return shell;
  }

  private static void feed(
      Shell shell,
      String device,
      long start,
      int seconds,
      LongUnaryOperator off,
      SplittableRandom random,
      long offset) {
    feed(shell, device, start, seconds, off, random, offset, 1);
  }

  /** A sample a second, received within half a second; off is what the clock is ahead by. */
  private static void feed(
      Shell shell,
      String device,
      long start,
      int seconds,
      LongUnaryOperator off,
      SplittableRandom random,
      long offset,
      int rows) {
    Batch.Builder batch = Story.batch();
    for (int at = 0; at < seconds; at++) {
      long happened = start + at * SECOND;
      int source =
          batch.source(new io.zeitgeber.participant.observation.Source(device, "heart_rate"));
      long received = happened + (50 + random.nextLong(400)) * 1000;
      batch.record(offset + at, received, source, happened + off.applyAsLong(at));
      batch.value(at % 600 < 300 ? 70 : 140);
      if (batch.size() >= rows || at == seconds - 1) {
        shell.take(new Input.Observed(batch.build()));
        batch = Story.batch();
      }
    }
  }

  /**
   * Each minute well inside has its sixty samples, give or take a bin of the model at its edges.
   */
  private static void assertTrueWindows(Shell shell, long start, int seconds) {
    Map<Long, Window> last = last(shell.facts());
    long first = Math.floorDiv(start, Tumbling.MINUTE_MICROS) + 2;
    long end = Math.floorDiv(start + seconds * SECOND, Tumbling.MINUTE_MICROS) - 2;
    for (long minute = first; minute < end; minute++) {
      Window window = last.get(minute * Tumbling.MINUTE_MICROS);
      assertThat(window).as("minute %d", minute - first).isNotNull();
      assertThat(window.count()).as("minute %d", minute - first).isBetween(54L, 66L);
    }
  }

  private static Map<Long, Window> last(List<Fact> facts) {
    Map<Long, Window> last = new TreeMap<>();
    for (Fact fact : facts) {
      Window window = null;
      if (fact instanceof Fact.WindowClosed closed) {
        window = closed.window();
      } else if (fact instanceof AmendFact.WindowProvisional provisional) {
        window = provisional.window();
      } else if (fact instanceof AmendFact.WindowRevised revised) {
        window = revised.window();
      }
      if (window != null && window.sizeMicros() == Tumbling.MINUTE_MICROS) {
        last.put(window.startMicros(), window);
      }
    }
    return last;
  }
}
