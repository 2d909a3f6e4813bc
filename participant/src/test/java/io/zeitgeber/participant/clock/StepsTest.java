package io.zeitgeber.participant.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StepsTest {
  private static final long HOUR = Times.HOUR;
  private static final long SECOND = Times.SECOND;

  @ParameterizedTest
  @CsvSource({"-3600, UP, 90", "3600, BIG, 30", "-10, UP, 180", "-1, UP, 400", "1, DOWN, 400"})
  void clockSet_bySeconds_isFoundSoonAndArrivalsAfterItAreRemapped(
      long seconds, Reason reason, long foundAfterSeconds) {
    Wrist wrist = new Wrist(seconds);
    wrist.stream(4 * HOUR);
    long arrival = wrist.arrivals;
    long at = wrist.truth;
    wrist.error = seconds * SECOND;
    wrist.stream(HOUR);
    Stepped step = wrist.heard.steps.getFirst();
    assertThat(wrist.heard.steps).hasSize(1);
    assertThat(step.reason()).isEqualTo(reason);
    assertThat(step.jumpMicros())
        .isBetween(-seconds * SECOND - 300 * Times.MILLI, -seconds * SECOND + 300 * Times.MILLI);
    assertThat(step.firstArrival()).isBetween(arrival - 1, arrival + 1);
    assertThat(step.receivedMicros() - at).isLessThan(foundAfterSeconds * SECOND);
    long first = at + 2 * wrist.period;
    assertThat(wrist.clock.latestMicros(first + wrist.error, first + 200_000, arrival + 2))
        .isBetween(first, first + 300 * Times.MILLI);
    assertThat(wrist.stream(HOUR).worst).isLessThan(400 * Times.MILLI);
  }

  @Test
  void clockReset_toADefaultEpoch_saysSoAndComesBack() {
    Wrist wrist = new Wrist(11);
    wrist.stream(4 * HOUR);
    wrist.error = 1_546_300_800 * SECOND - wrist.truth;
    wrist.stream(HOUR);
    wrist.error = 0;
    wrist.stream(HOUR);
    assertThat(wrist.heard.steps)
        .extracting(Stepped::reason)
        .containsExactly(Reason.RESET, Reason.REOPENED);
    assertThat(wrist.worst).isLessThan(600 * Times.MILLI);
  }

  @ParameterizedTest
  @ValueSource(longs = {20, 60, 120})
  void lag_thatComesAndGoes_reopensTheOldSegment(long minutes) {
    Wrist wrist = new Wrist(12 + minutes);
    wrist.stream(4 * HOUR);
    long arrival = wrist.arrivals;
    long at = wrist.truth;
    wrist.lag = 5 * Times.MINUTE;
    wrist.stream(minutes * Times.MINUTE);
    wrist.lag = 0;
    wrist.truth += 5 * Times.MINUTE;
    wrist.stream(4 * HOUR);
    List<Stepped> steps = wrist.heard.steps;
    assertThat(steps).extracting(Stepped::segment).containsExactly(1, 0);
    Stepped back = steps.getLast();
    assertThat(back.reason()).isEqualTo(Reason.REOPENED);
    assertThat(back.withdrawn()).isEqualTo(1);
    assertThat(back.firstArrival()).isBetween(arrival - 1, arrival + 1);
    long within = at + 10 * Times.MINUTE;
    assertThat(wrist.clock.latestMicros(within, within + 5 * Times.MINUTE + 100_000, arrival + 120))
        .isBetween(within, within + 300 * Times.MILLI);
    assertThat(wrist.worst).isLessThan(300 * Times.MILLI);
  }

  @Test
  void lag_ofTenMinutes_opensNothing() {
    Wrist wrist = new Wrist(13);
    wrist.stream(4 * HOUR);
    wrist.lag = 5 * Times.MINUTE;
    wrist.stream(10 * Times.MINUTE);
    wrist.lag = 0;
    wrist.truth += 5 * Times.MINUTE;
    wrist.stream(2 * HOUR);
    assertThat(wrist.heard.steps).isEmpty();
  }

  @Test
  void clockSetBackAndForth_reopensTheOldSegmentAndKeepsTheOther() {
    Wrist wrist = new Wrist(14);
    wrist.stream(4 * HOUR);
    wrist.error = -HOUR;
    wrist.stream(2 * HOUR);
    wrist.error = 0;
    wrist.stream(2 * HOUR);
    assertThat(wrist.heard.steps).extracting(Stepped::segment).containsExactly(1, 0);
    assertThat(wrist.heard.steps).extracting(Stepped::withdrawn).containsOnly(-1);
    assertThat(wrist.worst).isLessThan(300 * Times.MILLI);
  }

  @Test
  void offlineForThreeWeeks_thenFlushed_keepsItsClock() {
    Wrist wrist = new Wrist(15);
    wrist.error = 7 * SECOND;
    wrist.stream(12 * HOUR).flush(21 * Times.DAY).stream(HOUR);
    assertThat(wrist.heard.steps).isEmpty();
    assertThat(wrist.worst).isLessThan(300 * Times.MILLI);
  }

  @Test
  void oneCorruptStampInAThousand_opensNothing() {
    Wrist wrist = new Wrist(16);
    for (int stamp = 0; stamp < 40; stamp++) {
      wrist.stream(HOUR);
      long error = wrist.error;
      wrist.error = (stamp % 2 == 0 ? 1 : -1) * (1L << stamp) * 1000;
      wrist.send();
      wrist.error = error;
    }
    assertThat(wrist.heard.steps).isEmpty();
    assertThat(wrist.stream(HOUR).worst).isLessThan(300 * Times.MILLI);
  }

  @Test
  void chunkedRecord_keepsTheOrderOfItsSamplesEverywhere() {
    Wrist wrist = new Wrist(17);
    wrist.stream(6 * HOUR);
    for (long span : new long[] {SECOND, Times.MINUTE, HOUR, 10 * HOUR}) {
      long received = wrist.truth + wrist.period;
      wrist.clock.observe(received - span, received - 300_000, received, wrist.arrivals++);
      long before = Long.MIN_VALUE;
      for (long device = received - span; device < received - 300_000; device += span / 500) {
        long event = wrist.clock.eventMicros(device, received);
        assertThat(event).isGreaterThan(before).isLessThanOrEqualTo(received);
        before = event;
      }
      wrist.truth = received + wrist.period;
    }
  }
}
