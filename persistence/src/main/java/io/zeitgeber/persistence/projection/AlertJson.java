package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.Fact;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The records of the topic {@code alerts}: see the contract, §4. */
public final class AlertJson {

  private AlertJson() {}

  /** An alert that was raised. */
  public static String of(String study, String participant, Fact.AlertRaised raised) {
    Json json = begin("raised", study, participant, raised.alert());
    return end(json, raised.alert());
  }

  /** An alert that ended. */
  public static String of(String study, String participant, Fact.AlertResolved resolved) {
    Json json = begin("resolved", study, participant, resolved.alert());
    json.time("raised_at", resolved.raisedAtMicros());
    return end(json, resolved.alert());
  }

  /** A correction moved what an alert was decided on; the alert itself stays. */
  public static String of(String study, String participant, AmendFact.EvidenceMoved moved) {
    return new Json()
        .begin('{')
        .field("alert", moved.alert())
        .field("lifecycle", "noted")
        .field("kind", "physiology")
        .field("study", study)
        .field("participant", participant)
        .field("device", moved.device())
        .field("rule", moved.rule())
        .field("channel", moved.channel())
        .time("event_time", moved.eventMicros())
        .millis("evidence_moved_ms", moved.movedMicros())
        .time("triggered_at", moved.receivedMicros())
        .end('}')
        .toString();
  }

  /** Somebody did something about an alert. */
  public static String of(String study, String participant, Fact.AlertHandled handled) {
    Subject alert = handled.alert();
    @Nullable Account account = handled.account();
    Json json =
        new Json()
            .begin('{')
            .field("alert", alert.alert())
            .field("lifecycle", handled.action().lifecycle())
            .field("kind", alert.kind().name().toLowerCase(Locale.ROOT))
            .field("study", study)
            .ifThere("site", alert.site())
            .field("participant", participant)
            .ifThere("device", alert.device())
            .field("rule", alert.rule())
            .ifThere("channel", alert.channel())
            .time("event_time", alert.raisedMicros())
            .field("by", handled.by())
            .field("authenticated", account != null)
            .ifThere("role", account == null ? null : account.role())
            .ifThere("organisation", account == null ? null : account.organisation())
            .field("way", handled.way())
            .ifThere("note", handled.note().isEmpty() ? null : handled.note());
    @Nullable Long until = handled.untilMicros();
    if (until != null) {
      json.time("until", until);
    }
    return json.ifThere("assignee", handled.assignee())
        .time("at", handled.receivedMicros())
        .end('}')
        .toString();
  }

  private static Json begin(String lifecycle, String study, String participant, Alert alert) {
    return new Json()
        .begin('{')
        .field("alert", alert.id())
        .field("lifecycle", lifecycle)
        .field("kind", "physiology")
        .field("study", study)
        .ifThere("site", alert.site())
        .field("participant", participant)
        .field("device", alert.device())
        .field("rule", alert.rule())
        .field("channel", alert.channel())
        .field("unit", alert.unit())
        .field("statistic", "mean")
        .time("event_time", alert.eventMicros());
  }

  private static String end(Json json, Alert alert) {
    @Nullable Long uncertainty = alert.uncertaintyMicros();
    if (uncertainty == null) {
      json.unknown("uncertainty_ms");
    } else {
      json.millis("uncertainty_ms", uncertainty);
    }
    json.field("value", alert.value())
        .field("threshold", alert.threshold())
        .field("clear_at", alert.clearAt())
        .seconds("window_s", alert.windowMicros())
        .field("samples", alert.samples())
        .time("first_sample", alert.firstSampleMicros())
        .time("last_sample", alert.lastSampleMicros())
        .field("timeliness", alert.live() ? "live" : "retrospective")
        .time("triggered_at", alert.triggeredMicros())
        .field("protocol", alert.protocol())
        .field("arrival", alert.arrival())
        .name("origins")
        .begin('[');
    for (Alert.Evidence range : alert.evidence()) {
      json.begin('{')
          .field("topic", range.topic())
          .field("partition", range.partition())
          .field("first", range.first())
          .field("last", range.last())
          .field("records", range.records())
          .end('}');
    }
    return json.end(']').end('}').toString();
  }
}
