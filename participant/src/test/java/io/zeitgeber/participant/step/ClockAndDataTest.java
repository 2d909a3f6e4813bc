package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.absence.DataAlert;
import io.zeitgeber.participant.absence.Finding;
import io.zeitgeber.participant.clock.Confidence;
import io.zeitgeber.participant.clock.Evidence;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** What clocks and days of wearing have to say about data, and what tells of a clock besides. */
final class ClockAndDataTest {
  private static final long SECOND = Protocols.SECOND;
  private static final long HOUR = 3600 * SECOND;

  /** 2026-03-29T00:00Z. */
  private static final long START = 1_774_742_400_000_000L;

  private final Shell shell = new Shell(Protocols.MODELLED_WATCHED);
  private long offset;

  @Test
  void clockStep_isOneDataAlert_howeverOftenItSteps_untilItHasSettled() {
    beats(0, 4 * 3600, 5, at -> at / 3600 % 2 == 0 ? 0 : HOUR);
    assertThat(alerts(Finding.CLOCK_STEP)).hasSize(1);
    DataAlert alert = alerts(Finding.CLOCK_STEP).getFirst();
    assertThat(alert.device()).isEqualTo("watch-1");
    assertThat(Math.abs(Objects.requireNonNull(alert.value()))).isBetween(3_599.0, 3_601.0);
    assertThat(resolved(Finding.CLOCK_STEP)).isEmpty();
    beats(4 * 3600, 32 * 3600, 60, _ -> 0);
    assertThat(resolved(Finding.CLOCK_STEP)).hasSize(1);
    assertThat(alerts(Finding.CLOCK_STEP)).hasSize(1);
  }

  @Test
  void daysOfTooFewHoursWorn_areOneDataAlert_thatADayOfEnoughResolves() {
    beats(20 * 3600, 24 * 3600, 20, _ -> 0); // the first day is not whole
    for (int day = 1; day < 5; day++) {
      int hours = day < 3 ? 6 : 14;
      beats(day * 86_400 + 7 * 3600, day * 86_400 + (7 + hours) * 3600, 20, _ -> 0);
    }
    List<DataAlert> low = alerts(Finding.LOW_WEAR);
    assertThat(low).hasSize(1);
    assertThat(low.getFirst().value()).isBetween(5.9, 6.1);
    assertThat(low.getFirst().threshold()).isEqualTo(10.0);
    assertThat(resolved(Finding.LOW_WEAR))
        .singleElement()
        .satisfies(alert -> assertThat(alert.value()).isBetween(13.9, 14.1));
  }

  @Test
  void externalTime_tellsTheClockOfADeviceThatOnlyUploads() {
    for (int upload = 1; upload <= 4; upload++) {
      long now = START + upload * HOUR + 123_456;
      long device = now - 7 * SECOND;
      // What the server said is twenty minutes old when it comes.
      take("external_time", device, now + 1200 * SECOND, b -> b.value((device + 7e6) / 1e6));
    }
    assertThat(Objects.requireNonNull(shell.participant().clock("watch-1")).offsetMicros())
        .isBetween(7 * SECOND - 1000, 7 * SECOND + 1000);
    assertThat(Objects.requireNonNull(shell.participant().clock("watch-1")).confidence())
        .isEqualTo(Confidence.GOOD);
    assertThat(shell.facts())
        .filteredOn(ClockFact.ClockRebased.class::isInstance)
        .first()
        .isInstanceOfSatisfying(
            ClockFact.ClockRebased.class,
            fact -> assertThat(fact.rebased().evidence()).isEqualTo(Evidence.HINT));
  }

  @Test
  void externalTime_thatCannotBe_isNoHint() {
    take("external_time", START, START + SECOND, b -> b.value(0));
    take("external_time", START, START + SECOND, b -> b.value(START / 1e6 + 3600));
    assertThat(shell.facts()).noneMatch(ClockFact.class::isInstance);
  }

  @Test
  void stretchThatWaits_isADeadline_soThatASleepersUploadIsPutRight() {
    Story story = Story.under(Protocols.OPEN).heartRate(10, 70).heartRate(7200, 70);
    story.facts();
    story.record("watch-1", "heart_rate", 20 * SECOND, 7201 * SECOND, b -> b.value(80));
    assertThat(story.allFacts())
        .containsExactly(new AbsenceFact.DeadlineSet((7201 + 300) * SECOND));
    assertThat(story.tick(7502).allFacts())
        .anyMatch(AmendFact.WindowRevised.class::isInstance)
        .contains(new AbsenceFact.DeadlineSet(null));
  }

  @Test
  void alertWhoseEvidenceACorrectionMoved_staysAndIsNoted_byHowMuch() {
    for (int at = 0; at < 900; at += 5) { // an hour behind, and nobody knows yet
      long happened = START + at * SECOND;
      take("heart_rate", happened - HOUR, happened + 200_000, b -> b.value(150));
    }
    List<AmendFact.EvidenceMoved> moved = new ArrayList<>();
    List<String> raised = new ArrayList<>();
    for (Fact fact : shell.facts()) {
      if (fact instanceof AmendFact.EvidenceMoved each) {
        moved.add(each);
      } else if (fact instanceof Fact.AlertRaised each) {
        raised.add(each.alert().id());
      }
    }
    assertThat(moved).isNotEmpty();
    assertThat(moved)
        .allSatisfy(
            each -> {
              assertThat(raised).contains(each.alert());
              assertThat(each.movedMicros()).isBetween(HOUR - SECOND, HOUR + SECOND);
            });
  }

  private void beats(int fromSeconds, int toSeconds, int every, LongUnaryOperator ahead) {
    for (int at = fromSeconds; at < toSeconds; at += every) {
      long happened = START + at * SECOND;
      double beat = 60 + at % 7;
      take("heart_rate", happened + ahead.applyAsLong(at), happened + 200_000, b -> b.value(beat));
    }
  }

  private void take(
      String channel,
      long deviceMicros,
      long receivedMicros,
      java.util.function.Consumer<Batch.Builder> describe) {
    Batch.Builder batch = Story.batch();
    int source = batch.source(new Source("watch-1", channel));
    batch.record(offset++, receivedMicros, source, deviceMicros);
    describe.accept(batch);
    shell.take(new Input.Observed(batch.build()));
  }

  private List<DataAlert> alerts(Finding finding) {
    List<DataAlert> alerts = new ArrayList<>();
    for (Fact fact : shell.facts()) {
      if (fact instanceof AbsenceFact.DataAlertRaised(DataAlert alert)
          && alert.finding() == finding) {
        alerts.add(alert);
      }
    }
    return alerts;
  }

  private List<DataAlert> resolved(Finding finding) {
    List<DataAlert> alerts = new ArrayList<>();
    for (Fact fact : shell.facts()) {
      if (fact instanceof AbsenceFact.DataAlertResolved(DataAlert alert, long _)
          && alert.finding() == finding) {
        alerts.add(alert);
      }
    }
    return alerts;
  }
}
