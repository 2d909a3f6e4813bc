package io.zeitgeber.participant.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.absence.Open;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.protocol.AbsenceRules;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ResultRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What is concluded from data that do not come, or mean nothing: heart rate is silent after an hour
 * and flat after a minute, steps after two hours, screen after half an hour; a battery is low below
 * 15 %.
 */
final class AbsenceTest {
  private static final long HOUR = 3600;
  private static final Protocol WATCHED = Protocols.WATCHED;

  private final Story story = Story.under(WATCHED);

  @Test
  void channel_ofWhichNothingCameForAnHour_isSilentFromItsDeadlineOn() {
    story.heartRate(0, 70).heartRate(HOUR + 1, 71);
    assertThat(findings(story))
        .containsExactly(
            "silence of heart_rate from 3600 s",
            "raised no-data heart_rate at 3600 s",
            "sound of heart_rate at 3601 s",
            "resolved no-data heart_rate at 3601 s");
  }

  @Test
  void tick_beforeTheDeadline_changesNothing_andAtIt_saysWhatTheNextRecordWould() {
    story.heartRate(0, 70);
    findings(story);
    Participant before = story.participant();
    story.input(new Input.Tick(Story.micros(HOUR - 1)));
    assertThat(story.participant()).isSameAs(before);
    assertThat(Step.fresh(before, new Input.Tick(Story.micros(HOUR) - 1))).isNull();
    assertThat(Step.fresh(before, new Input.Tick(Story.micros(HOUR)))).isNotNull();
    story.input(new Input.Tick(Story.micros(9 * HOUR)));
    assertThat(findings(story))
        .containsExactly(
            "silence of heart_rate from 3600 s", "raised no-data heart_rate at 3600 s");
    assertThat(story.participant().absences().deadlineMicros()).isNull();
    story.input(new Input.Tick(Story.micros(5 * HOUR)));
    assertThat(findings(story)).isEmpty();
  }

  @Test
  void deadlines_ofSeveralChannels_fireInTheOrderOfTheirDueTimes() {
    story.heartRate(0, 70);
    story.record("phone-1", "screen", Story.micros(60), batch -> batch.code("on"));
    story.record("watch-1", "steps", Story.micros(70), batch -> batch.duration(1_000_000).value(3));
    story.input(new Input.Tick(Story.micros(24 * HOUR)));
    assertThat(findings(story).stream().filter(each -> each.startsWith("silence")))
        .containsExactly(
            "silence of screen from 1860 s",
            "silence of heart_rate from 3600 s",
            "silence of steps from 7270 s");
  }

  @Test
  void deviceSwap_isOneSilenceAtMost_andNoneInTime() {
    for (int minute = 0; minute < 30; minute++) {
      story.heartRate(minute * 60, 70 + minute % 5);
    }
    for (int minute = 80; minute < 120; minute++) {
      int beats = 70 + minute % 5;
      story.record("watch-2", "heart_rate", Story.micros(minute * 60), batch -> batch.value(beats));
    }
    assertThat(findings(story)).isEmpty();
    Story late = Story.under(WATCHED).heartRate(0, 70);
    late.record("watch-2", "heart_rate", Story.micros(5 * HOUR), batch -> batch.value(70));
    late.record("watch-2", "heart_rate", Story.micros(5 * HOUR + 9), batch -> batch.value(71));
    assertThat(findings(late).stream().filter(each -> each.startsWith("raised"))).hasSize(1);
    assertThat(late.participant().absences().open()).isEmpty();
  }

  @Test
  void sixHoursOfOurOutage_withAFullBacklog_concludeNothing_andGiveTheSameFacts() {
    Story live = Story.under(WATCHED);
    Story late = Story.under(WATCHED);
    for (int second = 0; second < 7 * HOUR; second += 30) {
      int beats = 60 + second / 30 % 40;
      live.heartRate(second, beats);
      live.input(new Input.Tick(Story.micros(second + 1)));
      late.heartRate(second, beats);
      // While the backlog is read, a tick reaches no further than what was read of it; an
      // enrolment of this moment, which is read first, says nothing about observations.
      late.input(new Input.Tick(Story.micros(second)));
    }
    assertThat(findings(live)).isEmpty();
    Story read = Story.under(WATCHED).heartRate(0, 60);
    read.enrol(new Story.Enrol().site(io.zeitgeber.participant.enrolment.Change.to("DE-01")));
    assertThat(read.participant().absences().open()).isEmpty();
    assertThat(findings(late)).isEmpty();
    assertThat(late.participant()).isEqualTo(live.participant());
  }

  @Test
  void pausedParticipant_raisesNothing_andWhatWasOpenEnds() {
    story.heartRate(0, 70).input(new Input.Tick(Story.micros(2 * HOUR)));
    findings(story);
    story.enrol(new Story.Enrol().status(Enrolment.Status.PAUSED));
    assertThat(findings(story))
        .containsExactly(
            "sound of heart_rate at 3600 s",
            "resolved no-data heart_rate at 3600 s because STATUS");
    story.heartRate(3 * HOUR, 70).heartRate(30 * HOUR, 70);
    assertThat(findings(story)).isEmpty();
  }

  @Test
  void sameValue_forAMinute_isAFlatLine_untilAnotherComes() {
    for (int second = 0; second <= 70; second += 10) {
      story.heartRate(second, 72);
    }
    assertThat(findings(story)).containsExactly("raised flat-line heart_rate of watch-1 at 60 s");
    story.heartRate(80, 73);
    assertThat(findings(story)).containsExactly("resolved flat-line heart_rate of watch-1 at 80 s");
  }

  @Test
  void sameValue_acrossAGap_isNoFlatLine() {
    story.heartRate(0, 72).heartRate(61, 72).heartRate(122, 72);
    assertThat(findings(story)).isEmpty();
  }

  @Test
  void flatDevice_thatIsHeardOfNoMore_isForgotten() {
    for (int second = 0; second <= 60; second += 10) {
      story.heartRate(second, 72);
    }
    story.record("watch-2", "heart_rate", Story.micros(70), batch -> batch.value(80));
    assertThat(story.participant().absences().open())
        .extracting(Open::device)
        .containsExactly("watch-1");
    findings(story);
    for (long at = 70; at < 26 * HOUR; at += 1800) {
      double beats = 80 + at % 7;
      story.record("watch-2", "heart_rate", Story.micros((double) at), batch -> batch.value(beats));
    }
    assertThat(findings(story))
        .containsExactly("resolved flat-line heart_rate of watch-1 at 86460 s because QUIET");
  }

  @Test
  void zeros_forLong_areAFindingOfTheirOwn() {
    for (int minute = 0; minute <= 11; minute++) {
      story.record(
          "watch-1",
          "steps",
          Story.micros(minute * 60),
          batch -> batch.duration(60_000_000).value(0));
    }
    assertThat(findings(story)).containsExactly("raised all-zero steps of watch-1 at 600 s");
  }

  @Test
  void battery_isLowBelowItsLimit_andFineOnlyWellAboveIt_forAllDevices() {
    Story phone = Story.under(withBattery());
    phone.record("watch-1", "battery", 0, batch -> batch.value(14));
    phone.record("watch-1", "battery", 1, batch -> batch.value(16));
    phone.record("phone-1", "battery", 2, batch -> batch.value(90));
    phone.record("phone-1", "battery", 3, batch -> batch.value(10));
    phone.record("watch-1", "battery", 4, batch -> batch.value(30));
    assertThat(findings(phone)).containsExactly("raised low-battery battery of watch-1 at 0 s");
    phone.record("phone-1", "battery", 5_000_000, batch -> batch.value(25));
    assertThat(findings(phone)).containsExactly("resolved low-battery battery of watch-1 at 5 s");
  }

  @Test
  void unknownDevice_isOneFinding_untilItIsNotSeenForADay_orRegistered() {
    Protocol registered =
        new Protocol(
            "registered",
            9,
            "9".repeat(64),
            Protocols.channels(),
            List.of(),
            0,
            1,
            true,
            false,
            Protocols.ABSENCE,
            ResultRules.DEFAULT);
    Story closed = Story.under(registered).heartRate(0, 70).heartRate(1, 70);
    assertThat(findings(closed)).containsExactly("raised unknown-device of watch-1 at 0 s");
    closed.input(new Input.Tick(Story.micros(25 * HOUR)));
    assertThat(findings(closed))
        .containsExactly("resolved unknown-device of watch-1 at 86401 s because QUIET");
    closed.heartRate(30 * HOUR, 70);
    closed.enrol(new Story.Enrol().devices(new Enrolment.Device("watch-1", null, null, null)));
    assertThat(findings(closed))
        .containsExactly(
            "raised unknown-device of watch-1 at 108000 s",
            "resolved unknown-device of watch-1 at 108000 s because REGISTERED");
  }

  @Test
  void withdrawnObservation_isReceived_andEndsNoSilence() {
    story.heartRate(0, 70);
    findings(story);
    story.record(
        "watch-1",
        "heart_rate",
        Story.micros(2 * HOUR),
        batch -> batch.value(70).extra(new Extra(null, null, null, null, true, null, 0)));
    assertThat(findings(story))
        .containsExactly(
            "silence of heart_rate from 3600 s", "raised no-data heart_rate at 3600 s");
  }

  private static Protocol withBattery() {
    Map<String, Channel> channels = new TreeMap<>(Protocols.channels());
    channels.put(
        "battery",
        new Channel("battery", "%", Channel.Shape.SAMPLE, 0, 100, null, Channel.SameTime.ADDS));
    return new Protocol(
        "battery",
        1,
        "b".repeat(64),
        channels,
        List.of(),
        0,
        1,
        true,
        true,
        new AbsenceRules(Map.of(), 15, 25, 0, 0, 86_400_000_000L, 1, 0),
        ResultRules.DEFAULT);
  }

  /** The findings since this was last asked, in words. */
  private static List<String> findings(Story story) {
    return story.facts().stream()
        .filter(AbsenceFact.class::isInstance)
        .map(AbsenceFact.class::cast)
        .map(AbsenceTest::words)
        .filter(words -> !words.isEmpty())
        .toList();
  }

  private static String words(AbsenceFact fact) {
    return switch (fact) {
      case AbsenceFact.SilenceBegan(var channel, _, var due) ->
          "silence of " + channel + " from " + due / 1_000_000 + " s";
      case AbsenceFact.SilenceEnded(var channel, _, var ended, _) ->
          "sound of " + channel + " at " + ended / 1_000_000 + " s";
      case AbsenceFact.DataAlertRaised(var alert) -> "raised " + words(alert);
      case AbsenceFact.DataAlertResolved(var alert, _) -> "resolved " + words(alert);
      case AbsenceFact.DeadlineSet _ -> "";
    };
  }

  private static String words(io.zeitgeber.participant.absence.DataAlert alert) {
    boolean usual =
        alert.cause() == null || alert.cause() == io.zeitgeber.participant.absence.Cause.DATA;
    return alert.finding().rule()
        + (alert.channel() == null ? "" : " " + alert.channel())
        + (alert.device() == null ? "" : " of " + alert.device())
        + " at "
        + alert.eventMicros() / 1_000_000
        + " s"
        + (usual ? "" : " because " + alert.cause());
  }
}
