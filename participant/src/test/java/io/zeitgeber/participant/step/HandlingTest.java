package io.zeitgeber.participant.step;

import static io.zeitgeber.participant.step.Story.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.absence.Open;
import io.zeitgeber.participant.handling.Action;
import io.zeitgeber.participant.handling.Handled;
import io.zeitgeber.participant.handling.Handling;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.rule.AlertId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people do about alerts, and what the step makes of it. */
final class HandlingTest {
  private static final UUID REQUESTS = new UUID(9, 9);
  private static final long ASKED = micros(10_000);

  private final Story story = Story.under(Protocols.OPEN);
  private long requests;

  @Test
  void acknowledgement_isAFact_andTheSecondIsRefused() {
    Subject alert = raised(0);
    long arrivals = story.participant().arrivals();
    assertThat(does(alert, Action.ACKNOWLEDGED, null, null))
        .singleElement()
        .isInstanceOfSatisfying(
            Fact.AlertHandled.class,
            it -> {
              assertThat(it.action()).isEqualTo(Action.ACKNOWLEDGED);
              assertThat(it.by()).isEqualTo("coordinator-7");
              assertThat(it.account()).isNull();
              assertThat(it.receivedMicros()).isEqualTo(ASKED);
            });
    assertThat(handled(alert).acknowledgedBy()).isEqualTo("coordinator-7");
    assertThat(story.participant().isOpen(alert.alert())).isTrue();
    assertThat(story.participant().arrivals()).isEqualTo(arrivals);
    assertRefused(does(alert, Action.ACKNOWLEDGED, null, null), Refusal.ALREADY_ACKNOWLEDGED);
  }

  @Test
  void closedAlert_isNotOpen_andItsRuleMayRaiseTheNext() {
    Subject first = raised(0);
    assertThat(does(first, Action.CLOSED, null, null)).hasSize(1);
    assertThat(story.participant().openAlerts()).isEmpty();
    assertRefused(does(first, Action.CLOSED, null, null), Refusal.ALREADY_CLOSED);
    assertRefused(does(first, Action.ACKNOWLEDGED, null, null), Refusal.ALREADY_CLOSED);
    assertThat(does(first, Action.NOTED, null, null)).hasSize(1);
    Subject next = raised(1_000);
    assertThat(next.alert()).isNotEqualTo(first.alert());
    assertThat(story.participant().isOpen(next.alert())).isTrue();
  }

  @Test
  void resolvedAlert_mayBeAcknowledged_butNeitherSnoozedNorClosed() {
    Subject alert = raised(0);
    for (double at = 100; at < 120; at += 4) {
      story.heartRate(at, 60);
    }
    assertThat(story.facts()).hasAtLeastOneElementOfType(Fact.AlertResolved.class);
    assertRefused(does(alert, Action.SNOOZED, ASKED + 1, null), Refusal.ALREADY_RESOLVED);
    assertRefused(does(alert, Action.CLOSED, null, null), Refusal.ALREADY_RESOLVED);
    assertThat(does(alert, Action.ACKNOWLEDGED, null, null)).hasSize(1);
  }

  @Test
  void snooze_needsAnEndAhead_andTheLastCounts() {
    Subject alert = raised(0);
    assertRefused(does(alert, Action.SNOOZED, ASKED, null), Refusal.SNOOZE_ENDED);
    assertThat(does(alert, Action.SNOOZED, ASKED + 5, null)).hasSize(1);
    assertThat(does(alert, Action.SNOOZED, ASKED + 9, null)).hasSize(1);
    assertThat(handled(alert).snoozedUntilMicros()).isEqualTo(ASKED + 9);
  }

  @Test
  void assignmentToTheSame_isNoFact() {
    Subject alert = raised(0);
    assertThat(does(alert, Action.ASSIGNED, null, "nurse-1")).hasSize(1);
    assertThat(does(alert, Action.ASSIGNED, null, "nurse-1")).isEmpty();
    assertThat(does(alert, Action.ASSIGNED, null, "nurse-2")).hasSize(1);
  }

  @Test
  void inventedAlert_isUnknown() {
    Subject alert = raised(0);
    Subject invented =
        new Subject(
            alert.alert(),
            alert.kind(),
            null,
            "watch-2",
            alert.rule(),
            alert.channel(),
            10_000_000);
    assertRefused(does(invented, Action.ACKNOWLEDGED, null, null), Refusal.UNKNOWN_ALERT);
  }

  @Test
  void sameRequest_isTakenOnce() {
    Subject alert = raised(0);
    assertThat(does(alert, Action.NOTED, null, null)).hasSize(1);
    requests--;
    assertThat(does(alert, Action.NOTED, null, null)).isEmpty();
  }

  @Test
  void state_readFromItsBytes_stillKnowsWhatWasDone_andIsAsBeforeWhereNothingWas() {
    Subject alert = raised(0);
    Participant before = story.participant();
    does(alert, Action.ASSIGNED, null, "nurse-1");
    does(alert, Action.ACKNOWLEDGED, null, null);
    Participant after = story.participant();
    Participant read = Participant.fromBytes(after.toBytes(), after.protocol());
    assertThat(read).isEqualTo(after).isNotEqualTo(before);
    assertThat(read.handledAlerts().of(alert.alert())).isEqualTo(handled(alert));
    assertThat(Participant.fromBytes(before.toBytes(), before.protocol())).isEqualTo(before);
  }

  @Test
  void handledAlerts_areBounded_andTheOpenOneStays() {
    Subject open = raised(0);
    does(open, Action.ACKNOWLEDGED, null, null);
    for (int at = 1; at <= 70; at++) {
      Subject other = other(at);
      does(other, Action.NOTED, null, null);
    }
    assertThat(handled(open).acknowledgedBy()).isEqualTo("coordinator-7");
  }

  @Test
  void closedFinding_isOver() {
    Story watched = Story.under(Protocols.WATCHED).heartRate(0, 70).tick(3_600);
    Open silent = watched.participant().absences().open().getFirst();
    Subject alert =
        new Subject(
            silent.id(),
            Subject.Kind.DATA,
            null,
            silent.device().isEmpty() ? null : silent.device(),
            silent.finding().rule(),
            silent.channel(),
            silent.raisedMicros());
    watched.facts();
    watched.input(new Input.Handle(handling(alert, Action.CLOSED, null, null)));
    assertThat(watched.facts()).hasAtLeastOneElementOfType(Fact.AlertHandled.class);
    assertThat(watched.participant().absences().open()).isEmpty();
    watched.tick(90_000).heartRate(90_001, 70);
    assertThat(watched.facts()).noneMatch(AbsenceFact.DataAlertResolved.class::isInstance);
  }

  private Handled handled(Subject alert) {
    return story.participant().handledAlerts().of(alert.alert());
  }

  /** An alert that was once: of another rule, but with a sound id. */
  private static Subject other(int at) {
    String id = AlertId.of("S1", "P001", "watch-1", "other", micros(at));
    return new Subject(
        id, Subject.Kind.PHYSIOLOGY, null, "watch-1", "other", "heart_rate", micros(at));
  }

  private Subject raised(double from) {
    for (double at = from; at <= from + 40; at += 4) {
      story.heartRate(at, 130);
    }
    Alert alert =
        story.facts().stream()
            .filter(Fact.AlertRaised.class::isInstance)
            .map(fact -> ((Fact.AlertRaised) fact).alert())
            .findFirst()
            .orElseThrow();
    return new Subject(
        alert.id(),
        Subject.Kind.PHYSIOLOGY,
        alert.site(),
        alert.device(),
        alert.rule(),
        alert.channel(),
        alert.eventMicros());
  }

  private List<Fact> does(
      Subject alert, Action action, @Nullable Long untilMicros, @Nullable String assignee) {
    story.facts();
    story.input(new Input.Handle(handling(alert, action, untilMicros, assignee)));
    return story.facts();
  }

  private Handling handling(
      Subject alert, Action action, @Nullable Long untilMicros, @Nullable String assignee) {
    Origin origin = new Origin(REQUESTS, "grpc", 0, requests++);
    return new Handling(
        origin, ASKED, "grpc", alert, action, "coordinator-7", null, "", untilMicros, assignee);
  }

  private static void assertRefused(List<Fact> facts, Refusal reason) {
    assertThat(facts)
        .singleElement()
        .isInstanceOfSatisfying(
            Fact.Refused.class, it -> assertThat(it.reason()).isEqualTo(reason));
  }
}
