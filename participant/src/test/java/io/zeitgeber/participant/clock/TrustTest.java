package io.zeitgeber.participant.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrustTest {
  private static final long HOUR = Times.HOUR;
  private static final long SECOND = Times.SECOND;

  @Test
  void newDevice_firstFlushOfOldRecords_movesNothing() {
    Wrist wrist = new Wrist(1).flush(20 * HOUR);
    assertThat(wrist.worst).isLessThan(Times.MILLI);
    wrist.clock.tick(wrist.truth + HOUR);
    assertThat(wrist.clock.confidence()).isEqualTo(Confidence.NONE);
    assertThat(wrist.clock.uncertaintyMicros(wrist.truth)).isEqualTo(DeviceClock.NO_UNCERTAINTY);
    assertThat(wrist.heard.all()).isEmpty();
  }

  @Test
  void newDevice_twoSlowUploads_isStillTrusted() {
    Wrist wrist = new Wrist(2).flush(6 * HOUR).flush(6 * HOUR);
    wrist.clock.tick(wrist.truth + HOUR);
    assertThat(wrist.clock.confidence()).isEqualTo(Confidence.NONE);
  }

  @Test
  void uploads_threeWhoseFreshestSamplesAgree_endTrust() {
    Wrist wrist = new Wrist(3);
    wrist.error = -HOUR;
    wrist.flush(6 * HOUR).flush(6 * HOUR).flush(6 * HOUR);
    wrist.clock.tick(wrist.truth + HOUR);
    assertThat(wrist.heard.rebased).singleElement().satisfies(this::isOneHourByUploads);
    assertThat(wrist.flush(6 * HOUR).worst).isLessThan(15 * SECOND);
  }

  private void isOneHourByUploads(Rebased rebased) {
    assertThat(rebased.evidence()).isEqualTo(Evidence.THREE_UPLOADS);
    assertThat(rebased.shiftMicros()).isBetween(HOUR, HOUR + 10 * SECOND);
    assertThat(rebased.firstArrival()).isZero();
  }

  @Test
  void firstUpload_ofAClockThatIsAhead_isPutRightWhenItsFreshestSampleIsKnown() {
    Wrist wrist = new Wrist(12);
    wrist.error = 9 * HOUR;
    wrist.flush(6 * HOUR);
    wrist.clock.tick(wrist.truth + HOUR);
    assertThat(wrist.heard.rebased)
        .extracting(Rebased::evidence)
        .startsWith(Evidence.AHEAD)
        .endsWith(Evidence.SETTLED);
    assertThat(wrist.heard.rebased.getLast().firstArrival()).isLessThan(3);
    assertThat(wrist.heard.rebased.getLast().shiftMicros()).isLessThan(-HOUR);
    long received = Wrist.START + 6 * HOUR;
    assertThat(wrist.clock.latestMicros(Wrist.START + 9 * HOUR, received, 0))
        .isBetween(Wrist.START, Wrist.START + 15 * SECOND);
  }

  @Test
  void uploads_thatMoveTheLineByLessThanItsUncertainty_tellNothing() {
    Wrist wrist = new Wrist(13);
    wrist.error = -HOUR;
    for (int upload = 0; upload < 12; upload++) {
      wrist.flush(6 * HOUR);
    }
    assertThat(wrist.heard.rebased).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void liveStretch_ofTwoMinutes_endsTrustAndTellsFromWhere() {
    Wrist wrist = new Wrist(4);
    wrist.error = -3 * HOUR;
    wrist.stream(110 * SECOND);
    assertThat(wrist.clock.confidence()).isEqualTo(Confidence.NONE);
    wrist.stream(2 * Times.MINUTE);
    assertThat(wrist.clock.confidence()).isGreaterThan(Confidence.NONE);
    Rebased rebased = wrist.heard.rebased.getFirst();
    assertThat(rebased.evidence()).isEqualTo(Evidence.LIVE_STRETCH);
    assertThat(rebased.shiftMicros()).isBetween(3 * HOUR, 3 * HOUR + SECOND);
    assertThat(wrist.stream(60 * SECOND).worst).isLessThan(300 * Times.MILLI);
    long first = Wrist.START;
    assertThat(wrist.clock.latestMicros(first - 3 * HOUR, first + SECOND, 0))
        .isBetween(first, first + 300 * Times.MILLI);
  }

  @Test
  void phoneSetTo2030_isNeverLaterThanReceivedAndSoonRight() {
    Wrist wrist = new Wrist(5);
    wrist.error = 4 * 365 * Times.DAY;
    wrist.stream(15 * SECOND);
    assertThat(wrist.worst).isLessThan(300 * Times.MILLI);
    assertThat(wrist.heard.rebased.getFirst().evidence()).isEqualTo(Evidence.AHEAD);
    assertThat(wrist.stream(HOUR).worst).isLessThan(300 * Times.MILLI);
    assertThat(wrist.heard.steps).isEmpty();
  }

  @Test
  void leapFrom1970_isAStepAndBothSidesAreRight() {
    Wrist wrist = new Wrist(6);
    wrist.error = -Wrist.START;
    wrist.stream(60 * SECOND);
    wrist.error = 0;
    wrist.stream(HOUR);
    assertThat(wrist.worst).isLessThan(400 * Times.MILLI);
    assertThat(wrist.heard.steps).hasSize(1);
    assertThat(wrist.clock.latestMicros(0, Wrist.START + 100 * Times.MILLI, 0))
        .isBetween(Wrist.START, Wrist.START + 300 * Times.MILLI);
  }

  @Test
  void sentAt_ofTheFirstUpload_endsTrustAtOnce() {
    Wrist wrist = new Wrist(7);
    wrist.error = -HOUR;
    wrist.truth += 6 * HOUR;
    wrist.clock.hint(wrist.truth - HOUR, wrist.truth + 100 * Times.MILLI, 0);
    wrist.truth -= 6 * HOUR;
    assertThat(wrist.flush(6 * HOUR).worst).isLessThan(2 * SECOND);
    assertThat(wrist.heard.rebased.getFirst().evidence()).isEqualTo(Evidence.HINT);
  }

  @Test
  void clockSetBackBetweenUploads_placeComesInALaterRequest_whatLiesBeforeItStays() {
    Wrist wrist = new Wrist(12);
    Uploads uploads = new Uploads(wrist);
    for (int upload = 0; upload < 4; upload++) {
      uploads.after(6 * HOUR, Long.MAX_VALUE);
    }
    uploads.after(6 * HOUR, wrist.truth + 5 * HOUR);
    assertThat(wrist.heard.steps).hasSize(1);
    assertThat(uploads.worst()).isLessThan(2 * SECOND);
    uploads.after(6 * HOUR, Long.MAX_VALUE);
    assertThat(wrist.heard.steps).hasSize(1);
    assertThat(uploads.worst()).isLessThan(2 * SECOND);
  }

  @Test
  void clockSetForwardBetweenUploads_laterRequestsAgree_thePlaceIsStillWaitedFor() {
    Wrist wrist = new Wrist(13);
    Uploads uploads = new Uploads(wrist);
    uploads.becomes = HOUR;
    for (int upload = 0; upload < 4; upload++) {
      uploads.after(6 * HOUR, Long.MAX_VALUE);
    }
    uploads.after(6 * HOUR, wrist.truth + 5 * HOUR);
    assertThat(wrist.heard.steps).hasSize(1);
    assertThat(uploads.worst()).isLessThan(2 * SECOND);
  }

  @Test
  void clockSetBack_inAnUploadWithoutHintOfAPhoneThatIsHeardEachTwoMinutes_isPlacedByTheNextHint() {
    Wrist wrist = new Wrist(14);
    wrist.period = 110 * SECOND;
    Uploads uploads = new Uploads(wrist);
    for (int upload = 0; upload < 4; upload++) {
      uploads.after(6 * HOUR, Long.MAX_VALUE);
    }
    uploads.hinted = false;
    uploads.after(6 * HOUR, wrist.truth + 3 * HOUR);
    uploads.hinted = true;
    uploads.after(6 * HOUR, Long.MAX_VALUE);
    assertThat(wrist.heard.steps).hasSize(1);
    assertThat(uploads.worst()).isLessThan(2 * SECOND);
  }

  /** Sends what was made in requests of 200 samples, each with the stamp of its sending. */
  private static final class Uploads {
    private static final int REQUEST = 200;
    private final Wrist wrist;
    private final List<long[]> sent = new ArrayList<>();
    boolean hinted = true;
    long becomes = -HOUR;

    Uploads(Wrist wrist) {
      this.wrist = wrist;
    }

    /** Sends after some time; from an instant on the clock is off by {@link #becomes}. */
    void after(long offlineMicros, long setBackAt) {
      long made = wrist.truth;
      wrist.truth += offlineMicros;
      long now = wrist.truth;
      int samples = 0;
      for (; made < wrist.truth; made += wrist.period, samples++) {
        wrist.error = made >= setBackAt ? becomes : wrist.error;
        if (hinted && samples % REQUEST == 0) {
          now += SECOND;
          long error = wrist.truth >= setBackAt ? becomes : wrist.error;
          wrist.clock.hint(now + error, now + 100 * Times.MILLI, wrist.arrivals);
        }
        long received = now + 100 * Times.MILLI;
        sent.add(new long[] {made, made + wrist.error, received, wrist.arrivals});
        wrist.clock.observe(made + wrist.error, received, wrist.arrivals++);
      }
    }

    /** As is known now. */
    long worst() {
      return sent.stream()
          .mapToLong(it -> Math.abs(wrist.clock.latestMicros(it[1], it[2], it[3]) - it[0]))
          .max()
          .orElseThrow();
    }
  }

  @Test
  void sentAt_ofARequestThatIsRepeatedLater_isNoSecondHint() {
    Wrist wrist = new Wrist(11);
    for (int request = 0; request < 8; request++) {
      long sent = Wrist.START + request * HOUR;
      for (int record = 0; record < 50; record++) {
        // Each record of the request has the stamp; one in ten comes again up to a minute later.
        long received = sent + 100 * Times.MILLI + record * Times.MILLI;
        wrist.clock.hint(sent, received, request * 100 + record);
        if (record % 10 == 9) {
          wrist.clock.hint(sent, received + record * SECOND, request * 100 + record + 50);
        }
      }
      if (request > 0) { // the whole upload before once more
        wrist.clock.hint(sent - HOUR, sent + SECOND, request * 100 + 99);
      }
    }
    assertThat(wrist.heard.steps).isEmpty();
    assertThat(wrist.clock.offsetMicros()).isBetween(99 * Times.MILLI, 110 * Times.MILLI);
    assertThat(wrist.clock.confidence()).isEqualTo(Confidence.GOOD);
  }

  @Test
  void externalTime_comparesWithTheReferenceWhateverTheDelay() {
    Wrist wrist = new Wrist(8);
    for (int time = 0; time < 4; time++) {
      long now = Wrist.START + time * HOUR;
      wrist.clock.externalTime(now - 7 * SECOND, now, now + 20 * Times.MINUTE, time);
    }
    assertThat(wrist.clock.offsetMicros()).isEqualTo(7 * SECOND);
    assertThat(wrist.clock.confidence()).isEqualTo(Confidence.GOOD);
  }

  @Test
  void equalStamps_throughAHundredRecords_stayNoneAndAreNamedOnce() {
    Heard heard = new Heard();
    DeviceClock clock = new DeviceClock(ClockState.NONE, ClockPolicy.MODELLED, heard);
    for (int record = 0; record < 500; record++) {
      long at = Wrist.START + record * 5L * SECOND;
      clock.observe(at + 300, at, record);
      clock = new DeviceClock(clock.freeze(), ClockPolicy.MODELLED, heard);
    }
    assertThat(clock.confidence()).isEqualTo(Confidence.NONE);
    assertThat(heard.all()).containsExactly(new StampsEqual(100, Wrist.START + 99 * 5 * SECOND));
  }

  @Test
  void stampsRoundedUpToAMillisecond_areEqual() {
    Wrist wrist = new Wrist(16);
    for (int record = 0; record < 200; record++) {
      long device = Wrist.START + record * 15_625L;
      wrist.clock.observe(device, Math.ceilDiv(device, 1000L) * 1000, record);
    }
    assertThat(wrist.clock.confidence()).isEqualTo(Confidence.NONE);
    assertThat(wrist.heard.equal).hasSize(1);
    assertThat(wrist.heard.rebased).isEmpty();
  }

  @Test
  void topicStampedByTheDevices_staysNoneAndIsNamedOnce() {
    Wrist wrist = new Wrist(ClockPolicy.STAMPED_BY_DEVICE, 9);
    wrist.error = HOUR;
    wrist.stream(HOUR);
    assertThat(wrist.clock.confidence()).isEqualTo(Confidence.NONE);
    assertThat(wrist.heard.all()).containsExactly(wrist.heard.equal.getFirst());
  }

  @Test
  void trustedClass_isNeverModelled() {
    Wrist wrist = new Wrist(ClockPolicy.TRUSTED, 10);
    wrist.error = -HOUR;
    wrist.stream(HOUR);
    assertThat(wrist.worst).isBetween(HOUR - Times.MILLI, HOUR + Times.MILLI);
    assertThat(wrist.heard.all()).isEmpty();
  }

  @Test
  void receivedClass_takesReceivedTimesAndKeepsDistancesWithinARecord() {
    DeviceClock clock = new DeviceClock(ClockState.NONE, ClockPolicy.RECEIVED, new Heard());
    clock.observe(0, 3 * SECOND, Wrist.START, 0);
    assertThat(clock.eventMicros(3 * SECOND, Wrist.START)).isEqualTo(Wrist.START);
    assertThat(clock.eventMicros(SECOND, Wrist.START)).isEqualTo(Wrist.START - 2 * SECOND);
  }
}
