package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;

/**
 * A finding that is open.
 *
 * @param device empty where it is about none
 * @param channel empty where it is about none
 * @param lastMicros when evidence for it was last received
 * @param lastArrival the record that brought it
 */
public record Open(
    Finding finding,
    String channel,
    String device,
    String id,
    long raisedMicros,
    long lastMicros,
    long lastArrival) {

  Open seenAgain(long micros, long arrival) {
    return new Open(finding, channel, device, id, raisedMicros, micros, arrival);
  }

  void write(CanonicalWriter to) {
    to.text(finding.rule()).text(channel).text(device).text(id);
    to.number(raisedMicros).number(lastMicros).number(lastArrival);
  }

  static Open read(CanonicalReader from) {
    return new Open(
        Finding.of(from.text()),
        from.text(),
        from.text(),
        from.text(),
        from.number(),
        from.number(),
        from.number());
  }
}
