package io.zeitgeber.participant.step;

import static io.zeitgeber.participant.step.Story.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.participant.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Late, sent again, superseded, taken back, overlapping: CONTRACT §8. Times in seconds. */
final class LateDataTest {
  private static final double HOUR = 3600;

  @Test
  void resentUpload_isCountedOnceInEveryWindow() {
    Story story = Story.under(Protocols.OPEN);
    for (int at = 0; at < 600; at += 5) {
      story.heartRate(at, 60 + at % 7);
    }
    story.heartRate(1000, 70).facts();
    for (int at = 0; at < 600; at += 5) {
      int beats = 60 + at % 7;
      story.record("watch-1", "heart_rate", micros(at), micros(1001), b -> b.value(beats));
    }
    assertThat(story.tick(2000).facts())
        .filteredOn(AmendFact.Corrected.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            AmendFact.Corrected.class,
            corrected -> {
              assertThat(corrected.resent()).isEqualTo(120);
              assertThat(corrected.late()).isZero();
            });
    assertThat(story.facts()).filteredOn(AmendFact.WindowRevised.class::isInstance).isEmpty();
  }

  @Test
  void recordingSentAgain_withTheTimesItWasReceivedAt_isPutRightInLargeParts() {
    Story story = Story.under(Protocols.OPEN);
    int twice = 3 * Stretch.MOST_ARRIVALS;
    for (int pass = 0; pass < 2; pass++) {
      for (int at = 0; at < twice; at++) {
        int beats = 60 + at % 7;
        story.record(
            "watch-1", "heart_rate", micros(5 * at), micros(5 * at + 1), b -> b.value(beats));
      }
    }
    assertThat(story.recalls()).isBetween(2, 3);
    assertThat(story.settle().facts())
        .filteredOn(AmendFact.Corrected.class::isInstance)
        .extracting(each -> ((AmendFact.Corrected) each).resent())
        .satisfies(
            resent ->
                assertThat(resent.stream().mapToLong(each -> each).sum())
                    .isBetween(twice - 30L, (long) twice));
    assertThat(story.participant().correctionDueMicros()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void revisionOfARecordingThatRests_isPutRight_andNobodyFallsSilent() {
    Story story = Story.under(Protocols.OPEN);
    steps(story, 0, 60, 100);
    steps(story, 600, 60, 0);
    steps(story, 0, 1000, 60, 130);
    story.facts();
    List<Fact> facts = story.settle().facts();
    assertThat(facts)
        .filteredOn(AmendFact.WindowRevised.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            AmendFact.WindowRevised.class,
            minute -> assertThat(minute.window().sum()).isEqualTo(ExactSum.of(130)));
    assertThat(facts).filteredOn(AbsenceFact.class::isInstance).isEmpty();
    assertThat(story.settle().facts()).isEmpty();
  }

  @Test
  void stampFarAhead_isRefused_andHoldsNothingBack() {
    Story story = Story.under(Protocols.OPEN);
    steps(story, 0, 60, 100);
    steps(story, 600, 60, 0);
    story.flawed(new Flaw(Refusal.RECEIVED_IN_FUTURE, "far ahead"), micros(1e9));
    steps(story, 0, 1000, 60, 130);
    story.facts();
    assertThat(revised(story.tick(2000))).hasSize(1);
  }

  @Test
  void resentSample_ofAnOpenWindow_isDroppedAtOnce() {
    Story story = Story.under(Protocols.OPEN).heartRate(0, 70).heartRate(5, 71).heartRate(10, 72);
    story.record("watch-1", "heart_rate", micros(5), micros(11), b -> b.value(71));
    assertThat(story.facts())
        .singleElement()
        .isInstanceOfSatisfying(
            AmendFact.Corrected.class, corrected -> assertThat(corrected.resent()).isEqualTo(1));
    story.heartRate(200, 70);
    assertThat(minute(story, 0).count()).isEqualTo(3);
  }

  @Test
  void equalSamplesOfOneUpload_areAllReal_andALaterOneRepeatsAtMostAsMany() {
    Story story = Story.under(Protocols.OPEN).heartRate(5, 70).heartRate(5, 70).heartRate(20, 70);
    for (int times = 0; times < 3; times++) {
      story.record("watch-1", "heart_rate", micros(5), micros(21), b -> b.value(70));
    }
    story.heartRate(200, 71);
    assertThat(minute(story, 0).count()).isEqualTo(4);
  }

  @Test
  void sameId_isTheSameSample_andAnotherValueForItSupersedes() {
    Story story = Story.under(Protocols.OPEN);
    story.record("watch-1", "heart_rate", micros(5), b -> b.value(70).id("a"));
    story.heartRate(10, 80).heartRate(200, 80).facts();
    story.record("watch-1", "heart_rate", micros(5), micros(201), b -> b.value(70).id("a"));
    story.record("watch-1", "heart_rate", micros(5), micros(202), b -> b.value(75).id("a"));
    story.tick(600);
    assertThat(revised(story).getLast().sum()).isEqualTo(ExactSum.of(75, 80));
  }

  @Test
  void secondValueOfTheSameMinute_supersedesTheFirst_whereTheChannelRevises() {
    Story story = Story.under(Protocols.OPEN);
    steps(story, 0, 60, 100);
    steps(story, 60, 60, 20);
    steps(story, 600, 60, 0);
    story.facts();
    steps(story, 0, 1000, 60, 130);
    steps(story, 60, 1000, 60, 20);
    story.facts();
    List<Fact> facts = story.tick(2000).facts();
    assertThat(facts.getFirst())
        .isInstanceOfSatisfying(
            AmendFact.WindowRevised.class,
            minute -> {
              assertThat(minute.window().sum()).isEqualTo(ExactSum.of(130));
              assertThat(minute.window().max()).isEqualTo(130);
              assertThat(minute.window().count()).isEqualTo(1);
            });
    AmendFact.Corrected corrected = (AmendFact.Corrected) facts.getLast();
    assertThat(corrected.revised()).isEqualTo(1);
    assertThat(corrected.resent()).isEqualTo(1);
  }

  @Test
  void revisionInsideAnOpenWindow_isInItWhenItCloses() {
    Story story = Story.under(Protocols.OPEN);
    steps(story, 0, 60, 100);
    steps(story, 0, 61, 60, 130);
    story.tick(400);
    steps(story, 600, 60, 0);
    assertThat(minute(story, 0).sum()).isEqualTo(ExactSum.of(130));
  }

  @Test
  void withdrawnSample_leavesTheWindowInANewVersion() {
    Story story =
        Story.under(Protocols.OPEN).heartRate(5, 70).heartRate(10, 90).heartRate(500, 7e1);
    story.facts();
    Extra back = new Extra(null, null, null, null, true, null, 0);
    story.record("watch-1", "heart_rate", micros(10), micros(501), b -> b.extra(back));
    List<Fact> facts = story.tick(1000).facts();
    Window minute = ((AmendFact.WindowRevised) facts.getFirst()).window();
    assertThat(minute.sum()).isEqualTo(ExactSum.of(70));
    assertThat(minute.max()).isEqualTo(70);
    assertThat(((AmendFact.Corrected) facts.getLast()).withdrawn()).isEqualTo(1);
    story.record("watch-1", "heart_rate", micros(5), micros(1001), b -> b.extra(back));
    assertThat(((AmendFact.WindowRevised) story.tick(2000).facts().getFirst()).window().count())
        .isZero();
  }

  @Test
  void overlappingIntervals_areReported_andWhatTheyShareIsCountedOnce() {
    Story story = Story.under(Protocols.OPEN);
    sleep(story, 0, 100, 600, "deep");
    sleep(story, 300, 700, 600, "rem");
    sleep(story, 5000, 6000, 60, "awake");
    List<Fact> facts = story.facts();
    assertThat(facts)
        .filteredOn(AmendFact.Corrected.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            AmendFact.Corrected.class, each -> assertThat(each.overlapping()).isEqualTo(1));
    long deep = 0;
    long rem = 0;
    for (Window window : last(facts).values()) {
      deep += window.codeMicros().getOrDefault("deep", 0L);
      rem += window.codeMicros().getOrDefault("rem", 0L);
    }
    assertThat(deep).isEqualTo(micros(600));
    assertThat(rem).isEqualTo(micros(300));
  }

  @Test
  void dataBeyondTheLateness_leaveTheWindowAndAreCounted() {
    Story story = Story.under(Protocols.OPEN).heartRate(10, 70).heartRate(49.5 * HOUR, 70);
    story.facts();
    story.record("watch-1", "heart_rate", micros(20), micros(50 * HOUR), b -> b.value(80));
    story.record("watch-1", "heart_rate", micros(3 * HOUR), micros(50 * HOUR), b -> b.value(81));
    List<Fact> facts = story.tick(51 * HOUR).facts();
    assertThat(facts)
        .contains(new AmendFact.WindowLate("watch-1", "heart_rate", 0, 1, micros(50 * HOUR)));
    assertThat(facts)
        .filteredOn(AmendFact.WindowRevised.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            AmendFact.WindowRevised.class,
            each -> assertThat(each.window().startMicros()).isEqualTo(micros(3 * HOUR)));
  }

  @Test
  void lateEpisode_isRaisedOnceAndResolved_asRetrospective() {
    Story story = Story.under(Protocols.OPEN).heartRate(0, 70).heartRate(7200, 70);
    story.facts();
    upload(story, 1000, 300, 140, 7201);
    List<Alert> raised = alerts(story.tick(8000).facts());
    assertThat(raised).hasSize(2);
    assertThat(raised.getFirst().rule()).isEqualTo("high-heart-rate");
    assertThat(raised.getFirst().live()).isFalse();
    assertThat(raised.getFirst().eventMicros()).isEqualTo(micros(1010));
    assertThat(raised.getFirst().evidence()).hasSize(1);
    assertThat(raised.get(1).id()).isEqualTo(raised.getFirst().id());
    upload(story, 1302, 20, 140, 8001);
    assertThat(alerts(story.tick(9000).facts())).as("within 60 s of it").isEmpty();
  }

  @Test
  void episodesBeyondTheMost_becomeOneBurst() {
    Story story = Story.under(Protocols.OPEN).heartRate(0, 70).heartRate(100_000, 70);
    story.facts();
    for (int episode = 0; episode < 25; episode++) {
      upload(story, 1000 + episode * 600, 120, 140, 100_001 + episode * 0.1);
      upload(story, 1130 + episode * 600, 120, 70, 100_001.05 + episode * 0.1);
    }
    List<Alert> alerts = alerts(story.tick(101_000).facts());
    assertThat(alerts).hasSize(42);
    assertThat(alerts.get(40).rule()).isEqualTo("retrospective-burst");
    assertThat(alerts.get(40).value()).isEqualTo(5);
  }

  @Test
  void deviceThatUploadsOldDataInOrder_walksOn() {
    Story story = Story.under(Protocols.OPEN);
    for (int at = 0; at < 600; at += 5) {
      double beats = at < 300 ? 70 : 140;
      story.record(
          "phone-1", "heart_rate", micros(at), micros(21 * 24 * HOUR), b -> b.value(beats));
    }
    List<Fact> facts = story.facts();
    assertThat(alerts(facts))
        .singleElement()
        .satisfies(alert -> assertThat(alert.live()).isFalse());
    assertThat(facts).filteredOn(Fact.WindowClosed.class::isInstance).hasSize(9);
    assertThat(story.participant().correctionDueMicros()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void phoneOfflineForThreeWeeks_movesNobodyElsesWindows() {
    Story with = Story.under(Protocols.OPEN);
    Story without = Story.under(Protocols.OPEN);
    for (int at = 0; at < 2000; at += 5) {
      long received = micros(21 * 24 * HOUR + at);
      with.record("watch-1", "heart_rate", received, b -> b.value(70));
      without.record("watch-1", "heart_rate", received, b -> b.value(70));
      if (at % 50 == 0) {
        with.record("phone-1", "steps", micros(at * 800), received, b -> b.duration(1).value(2));
      }
    }
    assertThat(with.facts().stream().filter(LateDataTest::isOfTheWatch).toList())
        .isEqualTo(without.facts());
  }

  @Test
  void phoneSetTo2030_movesNobodyElsesWindows() {
    Story with = Story.under(Protocols.MODELLED);
    Story without = Story.under(Protocols.MODELLED);
    long ahead = 5L * 365 * 24 * 3600 * Protocols.SECOND;
    for (int at = 0; at < 2000; at += 5) {
      long device = 1_760_000_000_000_000L + micros(at);
      for (Story story : List.of(with, without)) {
        story.record("watch-1", "heart_rate", device, device + 200_000, b -> b.value(70));
      }
      with.record("phone-1", "screen", device + ahead, device + 300_000, b -> b.code("on"));
      assertThat(with.participant().fronts())
          .allSatisfy(front -> assertThat(front.frontMicros()).isLessThan(device + 400_000));
    }
    assertThat(with.facts().stream().filter(LateDataTest::isOfTheWatch).toList())
        .isEqualTo(without.facts().stream().filter(LateDataTest::isOfTheWatch).toList());
  }

  private static boolean isOfTheWatch(Fact fact) {
    return fact.toString().contains("watch-1");
  }

  private static void upload(
      Story story, int from, int seconds, double beats, double receivedSeconds) {
    for (int at = from; at < from + seconds; at += 5) {
      story.record(
          "watch-1", "heart_rate", micros(at), micros(receivedSeconds), b -> b.value(beats));
    }
  }

  private static void steps(Story story, int from, int seconds, double value) {
    steps(story, from, from + seconds, seconds, value);
  }

  private static void steps(Story story, int from, int received, int seconds, double value) {
    story.record(
        "w",
        "steps",
        micros(from),
        micros(received),
        b -> b.duration(micros(seconds)).value(value));
  }

  private static void sleep(Story story, int from, int received, int seconds, String code) {
    story.record(
        "w",
        "sleep_stage",
        micros(from),
        micros(Math.max(received, from + seconds)),
        b -> b.duration(micros(seconds)).code(code));
  }

  private static List<Alert> alerts(List<Fact> facts) {
    List<Alert> alerts = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact instanceof Fact.AlertRaised(Alert alert)) {
        alerts.add(alert);
      } else if (fact instanceof Fact.AlertResolved(Alert alert, long _)) {
        alerts.add(alert);
      }
    }
    return alerts;
  }

  private static List<Window> revised(Story story) {
    List<Window> windows = new ArrayList<>();
    for (Fact fact : story.facts()) {
      if (fact instanceof AmendFact.WindowRevised revised) {
        windows.add(revised.window());
      }
    }
    return windows;
  }

  private static Window minute(Story story, double start) {
    return java.util.Objects.requireNonNull(last(story.facts()).get(micros(start)));
  }

  /** The minutes' last versions, by start. */
  private static Map<Long, Window> last(List<Fact> facts) {
    Map<Long, Window> last = new java.util.TreeMap<>();
    for (Fact fact : facts) {
      if (fact instanceof Fact.WindowClosed(Window window) && window.sizeMicros() == 60_000_000) {
        last.put(window.startMicros(), window);
      } else if (fact instanceof AmendFact.WindowRevised revised) {
        last.put(revised.window().startMicros(), revised.window());
      }
    }
    return last;
  }
}
