package io.zeitgeber.participant.absence;

import org.jspecify.annotations.Nullable;

/**
 * A finding about a participant's data, as of one instant.
 *
 * @param id first 32 hexadecimal digits of SHA-256 over "study\nparticipant\nchannel\ndevice\n
 *     rule\nt\ndata", where t is the instant of raising in microseconds; an absent channel or
 *     device is empty
 * @param site of the participant then; null where none is known
 * @param device that it is about; null where it is about the channel, whatever device brings it
 * @param channel null where it is about a device or the participant as a whole
 * @param unit of value and limits; empty where there are none
 * @param eventMicros the instant at which it was decided: a deadline's due time, else the received
 *     time of the deciding record
 * @param lastReceivedMicros when evidence was last received; null where there is none
 * @param value what was seen: the constant value, the battery, the jump
 * @param windowMicros for how long it had to hold; null where one record decides
 * @param arrival ordinal, among the participant's distinct records, of the last one that counts
 * @param cause why it ended; null when raised
 */
public record DataAlert(
    String id,
    Finding finding,
    @Nullable String site,
    @Nullable String device,
    @Nullable String channel,
    String unit,
    long eventMicros,
    @Nullable Long lastReceivedMicros,
    @Nullable Double value,
    @Nullable Double threshold,
    @Nullable Double clearAt,
    @Nullable Long windowMicros,
    long arrival,
    String protocol,
    @Nullable Cause cause) {

  /** The id of an alert that was raised at that instant; channel or device may be empty. */
  public static String id(
      String study, String participant, String channel, String device, String rule, long micros) {
    return Findings.id(study, participant, channel, device, rule, micros);
  }
}
