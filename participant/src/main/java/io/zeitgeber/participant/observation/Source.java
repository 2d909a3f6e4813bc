package io.zeitgeber.participant.observation;

/**
 * Where within a participant a record belongs.
 *
 * @param device the device's id, a pseudonym
 * @param channel the kind of signal, for example {@code heart_rate}
 */
public record Source(String device, String channel) {}
