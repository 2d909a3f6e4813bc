package io.zeitgeber.participant.clock;

/**
 * A clock segment was opened: from here on other corrections hold.
 *
 * @param segment its number, from 0; of an earlier segment where that is reopened
 * @param jumpMicros by how much the offset (true − device time) changed
 * @param samples how many samples or bins carried the decision
 * @param overMicros the received time that they span
 * @param firstArrival the first arrival that the segment re-maps
 * @param firstDeviceMicros the first device time that it re-maps
 * @param receivedMicros when it was decided
 * @param withdrawn number of the segment that turned out to be a delay and is given up; its samples
 *     belong to {@code segment}; −1 if none is
 */
public record Stepped(
    int segment,
    long jumpMicros,
    Reason reason,
    int samples,
    long overMicros,
    long firstArrival,
    long firstDeviceMicros,
    long receivedMicros,
    int withdrawn) {}
