package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.absence.Cause;
import io.zeitgeber.participant.absence.DataAlert;
import io.zeitgeber.participant.step.AbsenceFact;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The records of the topic {@code alerts} whose kind is {@code data}: see the contract, §4. */
public final class DataAlertJson {

  private DataAlertJson() {}

  /** An alert that was raised. */
  public static String of(String study, String participant, AbsenceFact.DataAlertRaised raised) {
    Json json = begin("raised", study, participant, raised.alert());
    return end(json, raised.alert());
  }

  /** An alert that ended. */
  public static String of(
      String study, String participant, AbsenceFact.DataAlertResolved resolved) {
    Json json = begin("resolved", study, participant, resolved.alert());
    json.time("raised_at", resolved.raisedAtMicros());
    @Nullable Cause cause = resolved.alert().cause();
    json.ifThere("cause", cause == null ? null : cause.name().toLowerCase(Locale.ROOT));
    return end(json, resolved.alert());
  }

  private static Json begin(String lifecycle, String study, String participant, DataAlert alert) {
    return new Json()
        .begin('{')
        .field("alert", alert.id())
        .field("lifecycle", lifecycle)
        .field("kind", "data")
        .field("study", study)
        .ifThere("site", alert.site())
        .field("participant", participant)
        .ifThere("device", alert.device())
        .field("rule", alert.finding().rule())
        .ifThere("channel", alert.channel())
        .ifThere("unit", alert.unit().isEmpty() ? null : alert.unit())
        .time("event_time", alert.eventMicros());
  }

  private static String end(Json json, DataAlert alert) {
    ifThere(json, "value", alert.value());
    ifThere(json, "threshold", alert.threshold());
    ifThere(json, "clear_at", alert.clearAt());
    @Nullable Long window = alert.windowMicros();
    if (window != null) {
      json.seconds("window_s", window);
    }
    @Nullable Long last = alert.lastReceivedMicros();
    if (last != null) {
      json.time("last_received", last);
    }
    return json.field("protocol", alert.protocol())
        .field("arrival", alert.arrival())
        .end('}')
        .toString();
  }

  private static void ifThere(Json json, String name, @Nullable Double value) {
    if (value != null) {
      json.field(name, value.doubleValue());
    }
  }
}
