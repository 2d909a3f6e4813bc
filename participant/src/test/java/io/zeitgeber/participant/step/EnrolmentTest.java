package io.zeitgeber.participant.step;

import static io.zeitgeber.participant.step.Story.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.enrolment.Enrolment.Status;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What enrolment records change, and the facts about it. */
final class EnrolmentTest {

  @Test
  void field_thatIsSaidAbsentOrNull_changesStaysOrReturns() {
    Story story = Story.under(Protocols.OPEN);
    story.enrol(new Story.Enrol().site(Change.to("DE-01")).status(Status.ACTIVE));
    assertThat(story.facts())
        .containsExactly(field("site", null, "DE-01"), field("status", null, "active"));
    assertThat(story.participant().site()).isEqualTo("DE-01");
    story.enrol(new Story.Enrol().site(Change.to("DE-01")));
    story.enrol(new Story.Enrol());
    assertThat(story.facts()).isEmpty();
    story.enrol(new Story.Enrol().site(Change.cleared()).status(Status.PAUSED));
    assertThat(story.facts())
        .containsExactly(field("site", "DE-01", null), field("status", "active", "paused"));
    assertThat(story.participant().site()).isNull();
    assertThat(story.participant().status()).isEqualTo(Status.PAUSED);
    assertThat(story.participant().arrivals()).isEqualTo(4);
  }

  @Test
  void devices_areTextInTheFact() {
    Story story = Story.under(Protocols.OPEN);
    story.enrol(
        new Story.Enrol()
            .devices(
                new Enrolment.Device("watch-1", "fitbit", micros(1_768_204_800), null),
                new Enrolment.Device("phone-1", null, null, null)));
    String text = "watch-1 (fitbit) 2026-01-12T08:00:00Z/.., phone-1";
    assertThat(story.facts()).containsExactly(field("devices", null, text));
  }

  @Test
  void limits_changeOneByOne_andReturnToTheProtocols() {
    Story story = Story.under(Protocols.OPEN);
    story.enrol(new Story.Enrol().limits(Change.to(110.0), Change.to(45.0)));
    assertThat(story.facts()).containsExactly(limit("high", null, 110.0), limit("low", null, 45.0));
    assertThat(story.participant().limits(Protocols.HEART_RATE))
        .isEqualTo(new Participant.Limits(110, 45));
    story.enrol(new Story.Enrol().limits(Change.cleared(), Change.absent()));
    assertThat(story.facts()).containsExactly(limit("high", 110.0, null));
    assertThat(story.participant().limits(Protocols.HEART_RATE))
        .isEqualTo(new Participant.Limits(120, 45));
  }

  @Test
  void limits_thatCrossAfterMerging_refuseTheWholeRecord() {
    Story story = Story.under(Protocols.OPEN);
    story.enrol(
        new Story.Enrol().site(Change.to("DE-01")).limits(Change.to(40.0), Change.absent()));
    assertRefused(story, 0, Refusal.BAD_THRESHOLD);
    assertThat(story.participant().site()).isNull();
    assertThat(story.participant().enrolled()).isFalse();
    story.enrol(new Story.Enrol().limits(Change.to(41.0), Change.absent()));
    assertThat(story.facts()).hasSize(1);
    story.enrol(new Story.Enrol().limits(Change.absent(), Change.to(41.0)));
    assertRefused(story, 2, Refusal.BAD_THRESHOLD);
    story.enrol(new Story.Enrol().limits(Change.cleared(), Change.to(119.0)));
    assertThat(story.facts()).hasSize(2);
    story.enrol(new Story.Enrol().limits(Change.to(119.0), Change.absent()));
    assertRefused(story, 4, Refusal.BAD_THRESHOLD);
    assertThat(story.participant().arrivals()).isEqualTo(5);
    assertThat(story.participant().lastOffset(Story.PARTICIPANTS, 0)).isEqualTo(4);
  }

  @Test
  void record_withAFlaw_isRefusedWhole() {
    Story story = Story.under(Protocols.CLOSED);
    Flaw flaw = new Flaw(Refusal.BAD_ENROLMENT, "status: not one of the four");
    story.enrol(new Story.Enrol().site(Change.to("DE-01")).flaw(flaw));
    assertRefused(story, 0, Refusal.BAD_ENROLMENT);
    assertThat(story.participant().enrolled()).isFalse();
  }

  @Test
  void devices_thatAreTooMany_refuseTheRecord() {
    Story story = Story.under(Protocols.OPEN);
    Enrolment.Device[] many =
        IntStream.range(0, 33)
            .mapToObj(at -> new Enrolment.Device("d" + at, null, null, null))
            .toArray(Enrolment.Device[]::new);
    story.enrol(new Story.Enrol().devices(many));
    assertRefused(story, 0, Refusal.TOO_MANY_DEVICES);
  }

  @Test
  void firmware_thatChanges_isAFact_theFirstIsNot() {
    Story story = Story.under(Protocols.OPEN);
    for (String version : new String[] {"1.0", "1.0", "1.1"}) {
      story.record("w", "heart_rate", 5, b -> b.value(70).extra(Story.firmware(version)));
    }
    story.record("v", "heart_rate", 5, b -> b.value(70).extra(Story.firmware("0.1")));
    story.record("w", "screen", 6, b -> b.code("on").extra(Story.firmware("1.0")));
    story.record("w", "screen", 6, b -> b.value(1).extra(Story.firmware("7")));
    assertThat(story.facts())
        .filteredOn(fact -> !(fact instanceof TimelineFact))
        .hasSize(3)
        .startsWith(
            new Fact.DeviceChanged("w", "1.0", "1.1", 5),
            new Fact.DeviceChanged("w", "1.1", "1.0", 6));
  }

  @Test
  void protocol_activated_isFollowedFromThereOn() {
    Story story = Story.under(Protocols.OPEN).heartRate(1, 70);
    story.input(new Input.Activate(Protocols.OPEN, "me", "again", 7));
    assertThat(story.facts()).isEmpty();
    story.input(new Input.Activate(Protocols.PATIENT, "me", "why", 7));
    assertThat(story.facts())
        .containsExactly(new Fact.ProtocolActivated("default@1", "default@2", "me", "why", 7));
    assertThat(story.participant().protocol()).isEqualTo(Protocols.PATIENT);
    assertThat(story.participant().arrivals()).isEqualTo(1);
  }

  private static void assertRefused(Story story, long offset, Refusal reason) {
    assertThat(story.facts())
        .singleElement()
        .isInstanceOfSatisfying(
            Fact.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.origin())
                  .isEqualTo(new Origin(Story.PARTICIPANTS, "participants", 0, offset));
            });
  }

  private static Fact field(String field, @Nullable String before, @Nullable String after) {
    return new Fact.Enrolled(
        field, before, after, "coordinator-7", "protocol v2", "topic", 5_000_000);
  }

  private static Fact limit(String bound, @Nullable Double before, @Nullable Double after) {
    return new Fact.ThresholdChanged(
        "heart_rate", bound, before, after, "coordinator-7", "protocol v2", "topic", 5_000_000);
  }
}
