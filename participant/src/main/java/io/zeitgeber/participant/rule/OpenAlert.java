package io.zeitgeber.participant.rule;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import org.jspecify.annotations.Nullable;

/**
 * A raised alert that has not been resolved.
 *
 * @param raisedAtMicros the event time at which it was raised
 * @param value the mean at which it was raised, in the channel's unit
 */
public record OpenAlert(
    String id, String device, String channel, String rule, long raisedAtMicros, double value) {

  static void write(@Nullable OpenAlert alert, CanonicalWriter to) {
    to.flag(alert != null);
    if (alert != null) {
      to.text(alert.id).text(alert.device).text(alert.channel).text(alert.rule);
      to.number(alert.raisedAtMicros).decimal(alert.value);
    }
  }

  static @Nullable OpenAlert read(CanonicalReader from) {
    return from.flag()
        ? new OpenAlert(
            from.text(), from.text(), from.text(), from.text(), from.number(), from.decimal())
        : null;
  }
}
