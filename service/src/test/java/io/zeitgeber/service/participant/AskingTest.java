package io.zeitgeber.service.participant;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.protocol.ProtocolText;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** Questions and changes on their way between nodes, and what makes a change count once. */
final class AskingTest {
  private static final Protocol PROTOCOL = ProtocolText.standard().core();
  private static final UUID TOPIC = Requests.topicId("S1", "P001");

  @Test
  void messages_betweenNodes_sayTheSameOnTheOtherSide() throws Exception {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "asking");
    try {
      MessageSerializer serializer =
          new MessageSerializer((ExtendedActorSystem) Adapter.toClassic(system));
      ActorRef<Seen> seen = system.systemActorOf(Behaviors.<Seen>ignore(), "seen", Props.empty());
      ActorRef<Written> written =
          system.systemActorOf(Behaviors.<Written>ignore(), "written", Props.empty());
      for (Object message :
          List.of(
              new Command.Look(7, seen),
              new Command.Write(new Input.Enrol(site("DE-01")), 42, true, written),
              Written.refused(3, "BAD_THRESHOLD", "high is not above low"),
              new Written(Written.Fate.DONE, 9, List.of("site: none -> DE-01"), "", ""))) {
        assertThat(there(serializer, message)).isEqualTo(message);
      }
      Participant participant = taken(Participant.unknown("S1", "P001", PROTOCOL), 5);
      Seen shown = Seen.of(new State.Known(participant, Chain.START, 4), 0);
      Seen arrived = (Seen) there(serializer, shown);
      assertThat(arrived.participant(_ -> PROTOCOL)).contains(participant);
      assertThat(arrived.sequence()).isEqualTo(4);
      assertThat(arrived.chainHead()).isEqualTo(shown.chainHead());
      Seen halted = (Seen) there(serializer, Seen.of(new State.Halted("it is torn"), 0));
      assertThat(halted.halted()).isEqualTo("it is torn");
      Seen known =
          (Seen) there(serializer, Seen.of(new State.Known(participant, Chain.START, 4), 4));
      assertThat(known.participant(_ -> PROTOCOL)).isEmpty();
    } finally {
      system.terminate();
    }
  }

  @Test
  void requests_theLast64AreRemembered_andNoMoreAreKept() {
    Participant participant = Participant.unknown("S1", "P001", PROTOCOL);
    for (int n = 0; n < 100; n++) {
      participant = taken(participant, n);
    }
    assertThat(Requests.remembered(participant, TOPIC, fingerprint(99))).isNotNegative();
    assertThat(Requests.remembered(participant, TOPIC, fingerprint(36))).isNotNegative();
    assertThat(Requests.remembered(participant, TOPIC, fingerprint(35))).isNegative();
    Participant after = Participant.fromBytes(participant.toBytes(), PROTOCOL);
    assertThat(Requests.remembered(after, TOPIC, fingerprint(60))).isEqualTo(fingerprint(60));
  }

  private static Object there(MessageSerializer serializer, Object message) throws Exception {
    return serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message));
  }

  private static long fingerprint(int n) {
    return Requests.fingerprint("request " + n, new byte[] {1});
  }

  private static Participant taken(Participant before, int n) {
    Origin origin = Requests.next(before, TOPIC, fingerprint(n));
    Enrolment change = site("DE-" + n);
    return Step.step(before, new Input.Enrol(at(origin, change))).after();
  }

  private static Enrolment site(String site) {
    return at(new Origin(new UUID(0, 0), Requests.WAY, 0, 0), Change.to(site));
  }

  private static Enrolment at(Origin origin, Enrolment change) {
    return at(origin, change.site());
  }

  private static Enrolment at(Origin origin, Change<String> site) {
    return new Enrolment(
        origin,
        1_760_000_000_000_000L,
        Requests.WAY,
        "coordinator-7",
        "because",
        site,
        Change.absent(),
        Change.absent(),
        Change.absent(),
        Change.absent(),
        Change.absent(),
        Map.of(),
        Change.absent(),
        null,
        Originals.NONE);
  }
}
