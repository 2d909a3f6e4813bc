package io.zeitgeber.participant.clock;

/**
 * Received times say nothing about a device's clock, because they are the device's own.
 *
 * @param records through how many both stamps were equal to the millisecond; 0 where the topic says
 *     so
 * @param receivedMicros when it was found
 */
public record StampsEqual(int records, long receivedMicros) {}
