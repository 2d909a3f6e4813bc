package io.zeitgeber.participant.step;

import static io.zeitgeber.participant.step.Story.micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.enrolment.Enrolment.Status;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Channel.SameTime;
import io.zeitgeber.participant.protocol.Channel.Shape;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the step refuses, in which order, and that nothing else of a refused record counts. */
final class RefusalTest {
  private static final long NOON = micros(1_700_000_000);

  static Stream<Arguments> misfits() {
    return Stream.of(
        misfit("heart_rate", "no value", b -> {}, Refusal.BAD_SHAPE),
        misfit("heart_rate", "two values", b -> b.value(70).value(71), Refusal.BAD_SHAPE),
        misfit("heart_rate", "duration", b -> b.value(70).duration(5), Refusal.BAD_SHAPE),
        misfit("heart_rate", "code", b -> b.value(70).code("x"), Refusal.BAD_SHAPE),
        misfit("heart_rate", "empty chunk", b -> b.rate(1), Refusal.BAD_SHAPE),
        misfit("heart_rate", "chunk", b -> b.rate(1).value(70).value(71), null),
        misfit("heart_rate", "chunk of one", b -> b.rate(1).value(70), null),
        misfit("heart_rate", "rate 0", b -> b.rate(0).value(70), Refusal.BAD_RATE),
        misfit("heart_rate", "rate < 0", b -> b.rate(-1).value(70), Refusal.BAD_RATE),
        misfit("heart_rate", "rate ∞", b -> b.rate(1 / 0.0).value(70), Refusal.BAD_RATE),
        misfit("heart_rate", "slow", b -> b.rate(1e-9).value(7).value(7), Refusal.BAD_DURATION),
        misfit("heart_rate", "least", b -> b.value(20), null),
        misfit("heart_rate", "greatest", b -> b.value(300), null),
        misfit("heart_rate", "too low", b -> b.value(19.99), Refusal.VALUE_OUT_OF_RANGE),
        misfit("heart_rate", "too high", b -> b.value(300.01), Refusal.VALUE_OUT_OF_RANGE),
        misfit("heart_rate", "NaN", b -> b.value(Double.NaN), Refusal.VALUE_OUT_OF_RANGE),
        misfit("heart_rate", "one of a chunk", RefusalTest::oneBad, Refusal.VALUE_OUT_OF_RANGE),
        misfit(
            "heart_rate", "unit", b -> b.value(70).extra(Story.unit("Hz")), Refusal.UNIT_MISMATCH),
        misfit("heart_rate", "its unit", b -> b.value(70).extra(Story.unit("beats/min")), null),
        misfit("heart_rate", "unit first", b -> b.extra(Story.unit("Hz")), Refusal.UNIT_MISMATCH),
        misfit("acceleration", "one", b -> b.value(1), Refusal.BAD_SHAPE),
        misfit("acceleration", "two", b -> b.value(1).value(0), null),
        misfit("acceleration", "three", b -> b.value(1).value(0).value(-1), null),
        misfit("acceleration", "chunk of 4", RefusalTest::four, Refusal.BAD_SHAPE),
        misfit("acceleration", "z", b -> b.value(1).value(0).value(17), Refusal.VALUE_OUT_OF_RANGE),
        misfit("ppg", "no rate", b -> b.value(1), Refusal.BAD_SHAPE),
        misfit("ppg", "chunk", b -> b.rate(64).value(1).value(2), null),
        misfit("steps", "no duration", b -> b.value(1), Refusal.BAD_SHAPE),
        misfit("steps", "interval", b -> b.value(1).duration(60), null),
        misfit("steps", "two values", b -> b.value(1).value(2).duration(60), Refusal.BAD_SHAPE),
        misfit("steps", "rate", b -> b.value(1).duration(60).rate(1), Refusal.BAD_SHAPE),
        misfit("steps", "duration < 0", b -> b.value(1).duration(-1), Refusal.BAD_DURATION),
        misfit("steps", "years", b -> b.value(1).duration(1L << 45), Refusal.BAD_DURATION),
        misfit("steps", "negative", b -> b.value(-1).duration(60), Refusal.VALUE_OUT_OF_RANGE),
        misfit("sleep_stage", "state", b -> b.code("deep").duration(60), null),
        misfit("sleep_stage", "no duration", b -> b.code("deep"), Refusal.BAD_SHAPE),
        misfit("sleep_stage", "no code", b -> b.duration(60), Refusal.BAD_SHAPE),
        misfit("sleep_stage", "value", b -> b.code("d").duration(6).value(1), Refusal.BAD_SHAPE),
        misfit("screen", "event", b -> b.code("on"), null),
        misfit("screen", "duration", b -> b.code("on").duration(5), Refusal.BAD_SHAPE),
        misfit("screen", "value", b -> b.value(1), Refusal.BAD_SHAPE),
        misfit("unheard_of", "channel", b -> b.value(1), Refusal.UNKNOWN_CHANNEL));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("misfits")
  void record_againstItsChannel_isRefusedOrTaken(
      String channel, String what, Consumer<Batch.Builder> description, List<Refusal> expected) {
    Story story = Story.under(Protocols.OPEN);
    story.record("watch-1", channel, NOON, description);
    assertThat(reasons(story)).isEqualTo(expected);
    assertThat(story.participant().arrivals()).isEqualTo(1);
    assertThat(story.participant().lastOffset(Story.OBSERVATIONS, 0)).isZero();
    assertThat(story.participant().fronts()).hasSize(expected.isEmpty() ? 1 : 0);
    assertThat(story.participant().devices()).hasSize(expected.isEmpty() ? 1 : 0);
    assertThat(story.participant().enrolled()).isEqualTo(expected.isEmpty());
  }

  @Test
  void refused_namesOriginReasonAndChannel() {
    Story story = Story.under(Protocols.OPEN);
    story.heartRate(0, 70).record("watch-1", "heart_rate", NOON, NOON + 5, b -> b.value(1e9));
    story.flawed(new Flaw(Refusal.BAD_TIME, "time: neither"));
    assertThat(story.facts())
        .containsExactly(
            new Fact.Refused(
                new Origin(Story.OBSERVATIONS, "observations", 0, 1),
                Refusal.VALUE_OUT_OF_RANGE,
                "value: outside the channel's plausible range",
                NOON + 5,
                "heart_rate"),
            new Fact.Refused(
                new Origin(Story.OBSERVATIONS, "observations", 0, 2),
                Refusal.BAD_TIME,
                "time: neither",
                0,
                null));
  }

  @Test
  void participant_notEnrolledInAClosedStudy_isRefusedUntilEnrolled() {
    Story story = Story.under(Protocols.CLOSED);
    story.heartRate(1, 70).flawed(new Flaw(Refusal.BAD_TIME, ""));
    assertThat(reasons(story)).containsExactly(Refusal.UNKNOWN_PARTICIPANT, Refusal.BAD_TIME);
    story.enrol(new Story.Enrol()).heartRate(2, 70);
    assertThat(reasons(story)).isEmpty();
    assertThat(story.participant().arrivals()).isEqualTo(4);
  }

  @Test
  void participant_selfEnrolledInAnOpenStudy_staysEnrolledWhenItCloses() {
    Story story = Story.under(Protocols.OPEN).heartRate(1, 70);
    story.input(new Input.Activate(Protocols.CLOSED, "me", "closing", 5)).heartRate(2, 70);
    assertThat(reasons(story)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void status_decidesWhetherAnythingIsCollected(Status status) {
    Story story = Story.under(Protocols.OPEN).enrol(new Story.Enrol().status(status));
    story.facts();
    story.heartRate(1, 70);
    boolean ended = status != Status.ACTIVE && status != Status.PAUSED;
    assertThat(reasons(story)).isEqualTo(ended ? List.of(Refusal.WITHDRAWN) : List.of());
  }

  @Test
  void device_notRegisteredOrOutsideItsDates_isRefused() {
    Story story = Story.under(Protocols.REGISTERED).heartRate(1, 70);
    story.enrol(
        new Story.Enrol()
            .devices(
                new Enrolment.Device("watch-1", "fitbit", micros(10), micros(20)),
                new Enrolment.Device("watch-1", "fitbit", micros(30), null),
                new Enrolment.Device("phone-1", null, null, null)));
    story.heartRate(9.999999, 70).heartRate(10, 70).heartRate(19.999999, 70);
    story.heartRate(20, 70).heartRate(30, 70);
    story.record("phone-1", "unheard_of", 0, b -> b.value(1));
    story.record("watch-2", "unheard_of", 0, b -> b.value(1));
    assertThat(reasons(story))
        .containsExactly(
            Refusal.UNKNOWN_DEVICE,
            Refusal.UNKNOWN_DEVICE,
            Refusal.UNKNOWN_DEVICE,
            Refusal.UNKNOWN_CHANNEL,
            Refusal.UNKNOWN_DEVICE);
  }

  @Test
  void device_thatIsOneTooMany_isRefused() {
    Story story = Story.under(Protocols.OPEN);
    for (int device = 0; device < 34; device++) {
      story.record("device-" + device, "heart_rate", NOON, b -> b.value(70));
    }
    story.record("device-31", "screen", NOON, b -> b.code("on"));
    assertThat(reasons(story)).containsExactly(Refusal.TOO_MANY_DEVICES, Refusal.TOO_MANY_DEVICES);
    assertThat(story.participant().devices()).hasSize(32);
  }

  @Test
  void channel_thatIsOneTooMany_isRefused() {
    Map<String, Channel> channels = new TreeMap<>();
    for (int at = 0; at < 130; at++) {
      String name = "channel-" + at;
      channels.put(name, new Channel(name, "", Shape.EVENT, 0, 0, null, SameTime.ADDS));
    }
    Protocol wide = Protocols.protocol("wide", 1, channels, true, true);
    Story story = Story.under(wide);
    for (int at = 0; at < 130; at++) {
      story.record("device-" + at % 3, "channel-" + at, NOON, b -> b.code("on"));
    }
    story.record("device-9", "channel-5", NOON, b -> b.code("on"));
    assertThat(reasons(story))
        .containsExactly(Refusal.TOO_MANY_CHANNELS, Refusal.TOO_MANY_CHANNELS);
  }

  @Test
  void time_beyondTheRange_isRefusedEvenIfDecodingLetItPass() {
    Story story = Story.under(Protocols.OPEN);
    story.record("watch-1", "heart_rate", 1L << 52, b -> b.value(70));
    story.record("watch-1", "heart_rate", (1L << 52) + 1, NOON, b -> b.value(70));
    story.record("watch-1", "heart_rate", Batch.NONE, NOON, b -> b.value(70));
    assertThat(reasons(story))
        .containsExactly(Refusal.TIME_OUT_OF_RANGE, Refusal.TIME_OUT_OF_RANGE);
  }

  @Test
  void row_withoutSourceAndFlaw_isABrokenBatch() {
    Batch.Builder batch = Story.batch();
    batch.record(0, 0, -1, 0).value(70);
    Input input = new Input.Observed(batch.build());
    Participant participant = Story.under(Protocols.OPEN).participant();
    assertThatThrownBy(() -> Step.step(participant, input))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withdrawnObservation_isKeptInTheJournalOnly() {
    Story story = Story.under(Protocols.OPEN);
    story.record("watch-1", "heart_rate", NOON, b -> b.value(1e9).extra(Story.withdrawn()));
    story.record("watch-1", "unheard_of", NOON, b -> b.value(1).extra(Story.withdrawn()));
    assertThat(reasons(story)).containsExactly(Refusal.UNKNOWN_CHANNEL);
    assertThat(story.participant().devices()).isEmpty();
    assertThat(story.participant().arrivals()).isEqualTo(2);
  }

  private static List<Refusal> reasons(Story story) {
    return story.facts().stream()
        .filter(Fact.Refused.class::isInstance)
        .map(fact -> ((Fact.Refused) fact).reason())
        .toList();
  }

  private static Arguments misfit(
      String channel,
      String what,
      Consumer<Batch.Builder> description,
      @Nullable Refusal expected) {
    return arguments(channel, what, description, Stream.ofNullable(expected).toList());
  }

  private static void oneBad(Batch.Builder batch) {
    batch.rate(1).value(70).value(1).value(70);
  }

  private static void four(Batch.Builder batch) {
    batch.rate(1).value(0).value(0).value(0).value(0);
  }
}
