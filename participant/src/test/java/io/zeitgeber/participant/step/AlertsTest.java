package io.zeitgeber.participant.step;

import static io.zeitgeber.participant.step.Story.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment.Status;
import io.zeitgeber.participant.rule.Alert;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CONTRACT §7, line by line. Times in seconds. */
final class AlertsTest {

  @Test
  void instant_isDecidedOnceALaterSampleHasPassedIt() {
    Story story = Story.under(Protocols.OPEN);
    story.heartRate(11, 130).heartRate(15, 130).heartRate(20, 130);
    assertThat(alerts(story)).isEmpty();
    story.heartRate(20.000001, 30);
    assertThat(alerts(story)).containsExactly("raised high-heart-rate at 20 mean 130.0 of 3");
    story.heartRate(29, 130).heartRate(30, 130);
    assertThat(alerts(story)).isEmpty();
  }

  @Test
  void fewerThanThreeSamples_decideNothingAndLeaveTheStateAlone() {
    Story story = Story.under(Protocols.OPEN).heartRate(1, 130).heartRate(2, 130);
    story.heartRate(11, 130);
    assertThat(alerts(story)).isEmpty();
    story.heartRate(21, 130);
    assertThat(alerts(story)).containsExactly("raised high-heart-rate at 20 mean 130.0 of 3");
    story.heartRate(500, 60).heartRate(501, 60).heartRate(511, 60);
    assertThat(alerts(story)).isEmpty();
    assertThat(story.participant().openAlerts()).hasSize(1);
    story.heartRate(512, 60).heartRate(521, 60);
    assertThat(alerts(story)).containsExactly("resolved high-heart-rate at 520 mean 60.0 of 4");
  }

  @Test
  void limits_areStrictForRaising_andInclusiveWithTheMarginForResolving() {
    Story story = Story.under(Protocols.OPEN);
    three(story, 0, 120);
    assertThat(alerts(story)).isEmpty();
    three(story, 100, 120.5);
    assertThat(alerts(story)).hasSize(1);
    three(story, 200, 115.5);
    assertThat(alerts(story)).isEmpty();
    three(story, 300, 115);
    assertThat(alerts(story)).containsExactly("resolved high-heart-rate at 310 mean 115.0 of 3");
    three(story, 400, 40);
    assertThat(alerts(story)).isEmpty();
    three(story, 500, 39.5);
    assertThat(alerts(story)).hasSize(1);
    three(story, 600, 44.5);
    assertThat(alerts(story)).isEmpty();
    three(story, 700, 45);
    assertThat(alerts(story)).containsExactly("resolved low-heart-rate at 710 mean 45.0 of 3");
  }

  @Test
  void bothBoundsAtOneInstant_resolveBeforeTheyRaise() {
    Story story = Story.under(Protocols.OPEN);
    three(story, 0, 130);
    assertThat(alerts(story)).hasSize(1);
    three(story, 100, 30);
    assertThat(alerts(story))
        .containsExactly(
            "resolved high-heart-rate at 110 mean 30.0 of 3",
            "raised low-heart-rate at 110 mean 30.0 of 3");
    three(story, 200, 130);
    assertThat(alerts(story))
        .containsExactly(
            "resolved low-heart-rate at 210 mean 130.0 of 3",
            "raised high-heart-rate at 210 mean 130.0 of 3");
  }

  @Test
  void window_excludesItsStartAndIncludesItsEnd() {
    Story story = Story.under(Protocols.OPEN);
    story.heartRate(10, 200).heartRate(10.000001, 130).heartRate(40, 130).heartRate(70, 130);
    story.facts();
    story.heartRate(70.5, 60);
    assertThat(alerts(story)).isEmpty();
    assertThat(story.participant().openAlerts()).hasSize(1);
    Story again = Story.under(Protocols.OPEN);
    again.heartRate(10, 20).heartRate(10.000001, 121).heartRate(40, 121).heartRate(70, 121);
    again.facts();
    again.heartRate(70.5, 60);
    assertThat(alerts(again)).containsExactly("raised high-heart-rate at 70 mean 121.0 of 3");
  }

  @Test
  void lateSample_countsInLaterWindowsOnly() {
    Story story = Story.under(Protocols.OPEN).heartRate(1, 130).heartRate(2, 130);
    story.heartRate(25, 130).heartRate(3, 130);
    assertThat(alerts(story)).isEmpty();
    story.heartRate(31, 130);
    assertThat(alerts(story)).containsExactly("raised high-heart-rate at 30 mean 130.0 of 4");
  }

  @Test
  void samplesOfOneTime_allCount() {
    Story story = Story.under(Protocols.OPEN);
    story.heartRate(5, 121).heartRate(5, 122).heartRate(5, 123).heartRate(12, 60);
    assertThat(alerts(story)).containsExactly("raised high-heart-rate at 10 mean 122.0 of 3");
  }

  @Test
  void threshold_changedAlone_decidesNothing_theNextInstantDoes() {
    Story story = Story.under(Protocols.OPEN);
    story.heartRate(1, 100).heartRate(2, 100).heartRate(3, 100).heartRate(11, 100);
    story.enrol(new Story.Enrol().limits(Change.to(90.0), Change.absent()));
    assertThat(alerts(story)).isEmpty();
    story.heartRate(12, 100);
    assertThat(alerts(story)).isEmpty();
    story.heartRate(21, 100);
    assertThat(alerts(story)).containsExactly("raised high-heart-rate at 20 mean 100.0 of 5");
    story.enrol(new Story.Enrol().limits(Change.cleared(), Change.absent()));
    story.heartRate(31, 100);
    assertThat(alerts(story)).containsExactly("resolved high-heart-rate at 30 mean 100.0 of 6");
  }

  @Test
  void pausedParticipant_raisesNothing_butResolvesAndGoesOn() {
    Story story = Story.under(Protocols.OPEN);
    three(story, 0, 130);
    story.enrol(new Story.Enrol().status(Status.PAUSED));
    alerts(story);
    three(story, 100, 60);
    assertThat(alerts(story)).hasSize(1);
    three(story, 200, 130);
    assertThat(alerts(story)).isEmpty();
    story.enrol(new Story.Enrol().status(Status.ACTIVE));
    assertThat(alerts(story)).isEmpty();
    story.heartRate(221, 130);
    assertThat(alerts(story)).containsExactly("raised high-heart-rate at 220 mean 130.0 of 4");
  }

  @Test
  void devices_areRunsOfTheirOwn() {
    Story story = Story.under(Protocols.OPEN);
    for (int second : new int[] {1, 2, 3, 11}) {
      story.record("watch-1", "heart_rate", micros(second), b -> b.value(130));
      story.record("watch-2", "heart_rate", micros(second), b -> b.value(140));
    }
    assertThat(alerts(story))
        .containsExactly(
            "raised high-heart-rate at 10 mean 130.0 of 3",
            "raised high-heart-rate at 10 mean 140.0 of 3");
    assertThat(story.participant().openAlerts())
        .extracting(open -> open.id())
        .doesNotHaveDuplicates();
  }

  @Test
  void alert_saysWhatItDecidedOn() {
    Story story = Story.under(Protocols.OPEN);
    story.enrol(new Story.Enrol().site(Change.to("DE-01")));
    story.record(
        "watch-1", "heart_rate", micros(3), micros(3), b -> b.rate(0.25).value(121).value(122));
    story.record("watch-1", "heart_rate", micros(9), micros(9), b -> b.value(125));
    story.record("watch-1", "heart_rate", micros(11), micros(310), b -> b.value(60));
    Alert alert =
        story.facts().stream()
            .filter(Fact.AlertRaised.class::isInstance)
            .map(fact -> ((Fact.AlertRaised) fact).alert())
            .findFirst()
            .orElseThrow();
    assertThat(alert)
        .isEqualTo(
            new Alert(
                // printf 'S1\nP001\nwatch-1\nhigh-heart-rate\n10000000' | sha256sum | cut -c1-32
                "656a5e924364ea623b6d6f5195a77e63",
                "DE-01",
                "watch-1",
                "high-heart-rate",
                "heart_rate",
                "beats/min",
                micros(10),
                368 / 3.0,
                120,
                115,
                micros(60),
                3,
                micros(3),
                micros(9),
                true,
                micros(310),
                4,
                "default@1",
                List.of(new Alert.Evidence(Story.OBSERVATIONS, "observations", 0, 0, 1, 2))));
    assertThat(story.participant().openAlerts())
        .singleElement()
        .satisfies(open -> assertThat(open.id()).isEqualTo(alert.id()));
  }

  @Test
  void alert_decidedLaterThanTheFreshness_isRetrospective() {
    Story story = Story.under(Protocols.OPEN);
    story.heartRate(1, 130).heartRate(2, 130).heartRate(3, 130);
    story.record("watch-1", "heart_rate", micros(11), micros(310.000001), b -> b.value(60));
    assertThat(story.facts())
        .first()
        .isInstanceOfSatisfying(
            Fact.AlertRaised.class, raised -> assertThat(raised.alert().live()).isFalse());
  }

  @Test
  void protocol_withOtherRules_keepsTheOpenAlertsOfTheRulesThatStay() {
    Story story = Story.under(Protocols.OPEN);
    three(story, 0, 130);
    assertThat(alerts(story)).hasSize(1);
    story.input(new Input.Activate(Protocols.PATIENT, "me", "why", 7));
    story.heartRate(21, 60).heartRate(22, 60).heartRate(23, 60).heartRate(31, 60);
    assertThat(alerts(story)).containsExactly("resolved high-heart-rate at 30 mean 100.0 of 7");
  }

  @Test
  void eventTime_isNeverLaterThanReceived() {
    Story story = Story.under(Protocols.OPEN);
    story.record("watch-1", "heart_rate", micros(1e9), micros(5), b -> b.value(70));
    assertThat(story.participant().fronts())
        .containsExactly(new Participant.Front("watch-1", "heart_rate", micros(5)));
  }

  /** Three samples within ten seconds, and a fourth that makes the rule decide on them. */
  private static void three(Story story, int from, double beats) {
    story.heartRate(from + 1, beats).heartRate(from + 2, beats).heartRate(from + 3, beats);
    story.heartRate(from + 10.5, beats);
  }

  private static List<String> alerts(Story story) {
    List<String> alerts = new ArrayList<>();
    for (Fact fact : story.facts()) {
      if (fact instanceof Fact.AlertRaised(Alert alert)) {
        alerts.add("raised " + text(alert));
      } else if (fact instanceof Fact.AlertResolved(Alert alert, long raisedAt)) {
        assertThat(raisedAt).isLessThan(alert.eventMicros());
        alerts.add("resolved " + text(alert));
      }
    }
    return alerts;
  }

  private static String text(Alert alert) {
    return alert.rule()
        + " at "
        + alert.eventMicros() / 1_000_000
        + " mean "
        + alert.value()
        + " of "
        + alert.samples();
  }
}
