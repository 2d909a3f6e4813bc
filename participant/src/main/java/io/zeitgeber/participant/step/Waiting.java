package io.zeitgeber.participant.step;

import io.zeitgeber.participant.absence.AbsenceRun;
import io.zeitgeber.participant.absence.Watched;
import io.zeitgeber.participant.enrolment.Enrolment.Status;
import io.zeitgeber.participant.enrolment.Registration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What passes without observations: ticks, and changes of who is waited for.
 *
 * <p>Enrolments fire no deadlines. They are read ahead of the observations by design, so that their
 * received time says nothing about what observations have come: after an outage of ours it would
 * declare everyone silent whose backlog is still to be read.
 */
final class Waiting {
  private static final long DAY_MICROS = 24L * 3600 * 1_000_000;

  /** The last day of a study ends latest in the zone UTC − 12. */
  private static final long LAST_ZONE_MICROS = DAY_MICROS / 2;

  private Waiting() {}

  static Outcome step(Participant before, Input.Tick tick) {
    List<Fact> facts = new ArrayList<>();
    AbsenceRun run = run(before, facts);
    run.tick(tick.receivedMicros());
    return facts.isEmpty()
        ? new Outcome(before, List.of())
        : new Outcome(before.with(run.freeze()), List.copyOf(facts));
  }

  /** After an enrolment: who is not active any more is not waited for. */
  static Outcome enrolled(
      Participant before, Participant after, long receivedMicros, List<Fact> facts) {
    AbsenceRun run = run(after, facts);
    Registration registration = after.registration();
    boolean otherEnd = watched(before).untilMicros() != watched(after).untilMicros();
    if (active(before) != active(after) || otherEnd) {
      run.changed(active(before), receivedMicros);
    }
    run.registered(device -> registration.registered(device, receivedMicros), receivedMicros);
    return new Outcome(after.with(run.freeze()), List.copyOf(facts));
  }

  /** After another version of the protocol came into force. */
  static Outcome activated(
      Participant before, Participant after, long receivedMicros, List<Fact> facts) {
    AbsenceRun run = run(after, facts);
    run.changed(active(before), receivedMicros);
    return new Outcome(after.with(run.freeze()), List.copyOf(facts));
  }

  static AbsenceRun run(Participant participant, List<Fact> facts) {
    return new AbsenceRun(
        participant.absences(),
        watched(participant),
        participant.correctionDueMicros(),
        new AbsenceFacts(facts));
  }

  private static Watched watched(Participant participant) {
    String until = participant.registration().until();
    return new Watched(
        participant.study(),
        participant.id(),
        participant.site(),
        participant.protocol(),
        active(participant),
        until == null
            ? Long.MAX_VALUE
            : (LocalDate.parse(until).toEpochDay() + 1) * DAY_MICROS + LAST_ZONE_MICROS);
  }

  private static boolean active(Participant participant) {
    return participant.status() == Status.ACTIVE;
  }
}
