package io.zeitgeber.participant.handling;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import org.jspecify.annotations.Nullable;

/**
 * What people have done about one alert so far. Notes are facts and not remembered here.
 *
 * @param acknowledgedBy null while nobody has
 * @param acknowledgedMicros when; null while nobody has
 * @param snoozedUntilMicros end of the last snooze; null where there was none
 * @param assignee whose it is; null where it is nobody's
 */
public record Handled(
    String alert,
    @Nullable String acknowledgedBy,
    @Nullable Long acknowledgedMicros,
    @Nullable Long snoozedUntilMicros,
    @Nullable String assignee,
    boolean closed) {

  static Handled not(String alert) {
    return new Handled(alert, null, null, null, null, false);
  }

  /** Whether there is anything to say. */
  public boolean isSomething() {
    return acknowledgedBy != null || snoozedUntilMicros != null || assignee != null || closed;
  }

  Handled after(Handling it) {
    return switch (it.action()) {
      case ACKNOWLEDGED ->
          new Handled(alert, it.by(), it.receivedMicros(), snoozedUntilMicros, assignee, closed);
      case SNOOZED ->
          new Handled(
              alert, acknowledgedBy, acknowledgedMicros, it.untilMicros(), assignee, closed);
      case ASSIGNED ->
          new Handled(
              alert, acknowledgedBy, acknowledgedMicros, snoozedUntilMicros, it.assignee(), closed);
      case NOTED -> this;
      case CLOSED ->
          new Handled(
              alert, acknowledgedBy, acknowledgedMicros, snoozedUntilMicros, assignee, true);
    };
  }

  void write(CanonicalWriter to) {
    to.text(alert).optionalText(acknowledgedBy).optionalNumber(acknowledgedMicros);
    to.optionalNumber(snoozedUntilMicros).optionalText(assignee).flag(closed);
  }

  static Handled read(CanonicalReader from) {
    return new Handled(
        from.text(),
        from.optionalText(),
        from.optionalNumber(),
        from.optionalNumber(),
        from.optionalText(),
        from.flag());
  }
}
