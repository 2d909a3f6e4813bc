package io.zeitgeber.participant.clock;

/**
 * A segment's line was set anew without a step: the model spoke for the first time, or the clock
 * drifted through a silence.
 *
 * @param shiftMicros by how much event times move at the newest sample
 * @param firstArrival the first arrival whose time may have moved
 * @param firstDeviceMicros the first device time that may have moved
 * @param receivedMicros when it was decided
 */
public record Rebased(
    int segment,
    long shiftMicros,
    Evidence evidence,
    long firstArrival,
    long firstDeviceMicros,
    long receivedMicros) {}
