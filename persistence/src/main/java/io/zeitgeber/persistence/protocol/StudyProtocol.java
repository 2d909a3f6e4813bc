package io.zeitgeber.persistence.protocol;

import io.zeitgeber.participant.protocol.Protocol;
import java.util.List;
import java.util.Map;

/**
 * One published version of a study's protocol, with what lies outside of a participant's step.
 *
 * @param core what the step sees
 * @param time what "now" is for the study's participants
 * @param latenessMicros how long after its end a final window still takes late data
 * @param silenceMicros after which a channel that has a rate is silent, where it says nothing else;
 *     0: never
 * @param deviceClasses by kind, in the order of their names
 * @param unblinding channels that blinded roles never see, in the order of their names
 * @param canonical the resolved text; reads back as this same protocol for ever, and its SHA-256 is
 *     the digest
 */
public record StudyProtocol(
    Protocol core,
    Time time,
    long latenessMicros,
    long silenceMicros,
    Map<String, DeviceClass> deviceClasses,
    List<String> unblinding,
    String canonical) {

  /** What "now" is for a study. */
  public enum Time {
    /** Recorded while the newest record was stamped more than a day before it was read. */
    AUTO,
    /** The clock on the wall. */
    LIVE,
    /** The newest received stamp: nobody of 2016 falls silent because it is later now. */
    RECORDED
  }

  public String digest() {
    return core.digest();
  }
}
