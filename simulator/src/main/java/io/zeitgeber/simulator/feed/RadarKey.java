package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.feed.CollectedFeed.Who;
import io.zeitgeber.simulator.record.JsonBytes;

/**
 * Whose record it is and of when.
 *
 * @param timeS by the device, epoch seconds
 * @param receivedS likewise
 */
record RadarKey(Who who, String source, String topic, double timeS, double receivedS) {
  long timeMicros() {
    return Math.round(timeS * 1e6);
  }

  long receivedMicros() {
    return Math.round(receivedS * 1e6);
  }

  String device() {
    return who + source;
  }

  /** Begins an observation of that time. */
  JsonBytes begin(String channel) {
    return CollectedFeed.record(who, source, channel, timeMicros());
  }
}
