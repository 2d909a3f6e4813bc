package io.zeitgeber.service.participant;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.journal.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change that somebody asked for and waits for. It is the same input as a record of the topic of
 * participants; only that a refused one is answered rather than journaled: there is no record to
 * account for, and whoever asked is there to hear why.
 *
 * @param entries to be made durable; none where nothing is to change
 * @param answer to be given once they are
 */
record Writing(List<Recorded> entries, Written answer) {

  static Writing of(Recorder recorder, EntityId id, State state, Command.Write write) {
    @Nullable Participant participant = state instanceof State.Known it ? it.participant() : null;
    long sequence = state instanceof State.Known it ? it.sequence() : 0;
    if (state instanceof State.Halted(String why)) {
      return only(new Written(Written.Fate.HALTED, 0, List.of(), "", why));
    }
    if (participant == null && !write.mayEnrol()) {
      return only(Written.without(Written.Fate.UNKNOWN_PARTICIPANT, 0));
    }
    if (participant != null && participant.status() == Enrolment.Status.ERASED) {
      return only(Written.refused(sequence, Refusal.ERASED.name(), "the participant was erased"));
    }
    UUID topicId = Requests.topicId(id.study(), id.participant());
    long before = Requests.remembered(participant, topicId, write.fingerprint());
    if (before >= 0) {
      return only(
          Written.without(
              before == write.fingerprint() ? Written.Fate.REPEATED : Written.Fate.OTHER_CONTENT,
              sequence));
    }
    Origin origin = Requests.next(participant, topicId, write.fingerprint());
    return taken(recorder.take(id, state, at(origin, write.change()), 0), sequence);
  }

  private static Writing only(Written answer) {
    return new Writing(List.of(), answer);
  }

  private static Writing taken(Recorder.Taking taking, long sequence) {
    if (taking.pause() != null) {
      return only(Written.without(Written.Fate.BUSY, sequence));
    }
    List<String> sentences = new ArrayList<>();
    for (Fact fact : taking.facts()) {
      if (fact instanceof Fact.Refused refused) {
        return only(Written.refused(sequence, refused.reason().name(), refused.detail()));
      }
      sentence(fact, sentences);
    }
    return new Writing(
        taking.entries(),
        new Written(
            Written.Fate.DONE, taking.entries().getLast().entry().sequence(), sentences, "", ""));
  }

  private static void sentence(Fact fact, List<String> to) {
    if (fact instanceof Fact.Enrolled it) {
      to.add(it.field() + ": " + text(it.before()) + " -> " + text(it.after()));
    } else if (fact instanceof Fact.ThresholdChanged it) {
      to.add(
          it.channel() + "." + it.bound() + ": " + limit(it.before()) + " -> " + limit(it.after()));
    } else if (fact instanceof Fact.AlertHandled it) {
      to.add("alert " + it.alert().alert() + " is " + it.action().lifecycle());
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "none" : value;
  }

  private static String limit(@Nullable Double value) {
    return value == null ? "the protocol's" : value.toString();
  }

  private static Input at(Origin origin, Input change) {
    return switch (change) {
      case Input.Enrol(var enrolment) -> new Input.Enrol(at(origin, enrolment));
      case Input.Handle(var handling) -> new Input.Handle(handling.at(origin));
      default -> throw new IllegalArgumentException("nobody asks for that");
    };
  }

  private static Enrolment at(Origin origin, Enrolment change) {
    return new Enrolment(
        origin,
        change.receivedMicros(),
        change.way(),
        change.by(),
        change.reason(),
        change.site(),
        change.zone(),
        change.from(),
        change.until(),
        change.status(),
        change.devices(),
        change.thresholds(),
        change.time(),
        change.flaw(),
        change.originals(),
        change.account());
  }
}
