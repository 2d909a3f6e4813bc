package io.zeitgeber.participant.step;

import io.zeitgeber.participant.absence.Absences;
import io.zeitgeber.participant.derived.Results;
import io.zeitgeber.participant.enrolment.Registration;
import io.zeitgeber.participant.handling.HandledAlerts;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.List;
import java.util.UUID;

/** What a step makes of a participant, part by part; what is not set stays as it was. */
final class Successor {
  final String study;
  final String id;
  Protocol protocol;
  Registration registration;
  long arrivals;
  Offsets offsets;
  List<DeviceState> devices;
  Results results;
  Absences absences;
  Marks marks;
  HandledAlerts handled;

  /** Of a participant of whom nothing is known. */
  Successor(String study, String id, Protocol protocol) {
    this.study = study;
    this.id = id;
    this.protocol = protocol;
    registration = Registration.NONE;
    offsets = Offsets.NONE;
    devices = List.of();
    results = new Results();
    absences = Absences.NONE;
    marks = Marks.NONE;
    handled = HandledAlerts.NONE;
  }

  /** As it was before the step. */
  Successor(Participant before) {
    study = before.study();
    id = before.id();
    protocol = before.protocol();
    registration = before.registration();
    arrivals = before.arrivals();
    offsets = before.offsets();
    devices = before.deviceStates();
    results = before.results();
    absences = before.absences();
    marks = before.marks();
    handled = before.handledAlerts();
  }

  Successor protocol(Protocol after) {
    protocol = after;
    return this;
  }

  Successor registration(Registration after) {
    registration = after;
    return this;
  }

  Successor arrivals(long after) {
    arrivals = after;
    return this;
  }

  Successor offsets(Offsets after) {
    offsets = after;
    return this;
  }

  /** After the record at that offset was taken. */
  Successor offset(UUID topicId, int partition, long last) {
    return offsets(offsets.with(topicId, partition, last));
  }

  Successor devices(List<DeviceState> after) {
    devices = List.copyOf(after);
    return this;
  }

  Successor results(Results after) {
    results = after;
    return this;
  }

  Successor absences(Absences after) {
    absences = after;
    return this;
  }

  Successor marks(Marks after) {
    marks = after;
    return this;
  }

  Successor handled(HandledAlerts after) {
    handled = after;
    return this;
  }

  Participant build() {
    return new Participant(this);
  }
}
