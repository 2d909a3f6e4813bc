package io.zeitgeber.service.query;

import io.zeitgeber.participant.absence.Open;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.rule.OpenAlert;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.service.journal.EntityId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the alerts that something is to be done about: in the store, or, open, with the actor. */
final class Subjects {
  private static final String OF =
      """
      select participant, alert, kind, site, device, rule, channel, raised_at
      from zeitgeber.alert_inbox where study = ? and alert = any (?) and participant is not null\
      """;

  private final Sources sources;

  Subjects(Sources sources) {
    this.sources = sources;
  }

  private record Found(String participant, Subject subject) {}

  /** What the store has, by participant and alert with a slash between them. */
  Map<String, Subject> stored(String study, List<String> alerts) {
    Map<String, Subject> subjects = new HashMap<>();
    Rows.of(
            new Database(sources.database()),
            OF,
            row ->
                new Found(
                    row.getString(1),
                    new Subject(
                        row.getString(2),
                        row.getString(3).equals("data")
                            ? Subject.Kind.DATA
                            : Subject.Kind.PHYSIOLOGY,
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        ChronoUnit.MICROS.between(
                            Instant.EPOCH, row.getObject(8, OffsetDateTime.class).toInstant()))),
            study,
            alerts)
        .forEach(
            each ->
                subjects.put(each.participant() + "/" + each.subject().alert(), each.subject()));
    return subjects;
  }

  /** One alert of a participant; throws NOT_FOUND where there is none. */
  Subject of(EntityId who, String alert) throws InterruptedException {
    Subject stored = stored(who.study(), List.of(alert)).get(who.participant() + "/" + alert);
    return stored != null ? stored : open(who, alert);
  }

  /** What the tail has not brought into the store yet. */
  Subject open(EntityId who, String alert) throws InterruptedException {
    Participant now =
        new Actors(sources)
            .see(who, 0)
            .participant(sources.protocols())
            .orElseThrow(Failures::unknownParticipant);
    return open(now, alert).orElseThrow(Failures::unknownAlert);
  }

  private static Optional<Subject> open(Participant now, String alert) {
    for (OpenAlert each : now.openAlerts()) {
      if (each.id().equals(alert)) {
        return Optional.of(
            new Subject(
                alert,
                Subject.Kind.PHYSIOLOGY,
                now.site(),
                each.device(),
                each.rule(),
                each.channel(),
                each.raisedAtMicros()));
      }
    }
    for (Open each : now.absences().open()) {
      if (each.id().equals(alert)) {
        return Optional.of(
            new Subject(
                alert,
                Subject.Kind.DATA,
                now.site(),
                each.device().isEmpty() ? null : each.device(),
                each.finding().rule(),
                each.channel().isEmpty() ? null : each.channel(),
                each.raisedMicros()));
      }
    }
    return Optional.empty();
  }
}
