package io.zeitgeber.persistence.protocol;

import io.zeitgeber.participant.protocol.Protocol;
import java.util.List;
import java.util.Locale;
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
    RECORDED;

    private static final long DAY_MICROS = 24L * 3600 * 1_000_000;

    /**
     * By its word in a protocol or an enrolment.
     *
     * @throws IllegalArgumentException if there is no such word
     */
    public static Time of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /**
     * Whether the wall's clock is "now": else only what is received moves it.
     *
     * @param lagMicros how long after its received stamp the newest record was read
     */
    public boolean isLive(long lagMicros) {
      return switch (this) {
        case AUTO -> lagMicros <= DAY_MICROS;
        case LIVE -> true;
        case RECORDED -> false;
      };
    }
  }

  public String digest() {
    return core.digest();
  }
}
