package io.zeitgeber.simulator.device;

/**
 * A jump of a device's clock.
 *
 * @param atMillis true time
 * @param byMicros how much device time jumped forward; back where negative
 * @param cause for people: {@code hour}, {@code reset}, {@code resync}, {@code ntp}, …
 */
public record ClockStep(long atMillis, long byMicros, String cause) {}
