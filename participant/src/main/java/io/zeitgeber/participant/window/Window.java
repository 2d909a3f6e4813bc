package io.zeitgeber.participant.window;

import io.zeitgeber.participant.sum.ExactSum;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One tumbling window of one device and channel: [start, start + size), aligned to the epoch, UTC.
 *
 * <p>All numbers add up: those of an hour are those of its minutes, merged.
 *
 * @param count samples, or intervals, states and events that begin in the window; what began
 *     earlier and goes on is counted where it began, so 0 is possible
 * @param sum of the values, exact; for intervals the share of this window, in whole units; for
 *     vectors of the magnitudes; null for waveforms, states and events
 * @param sumOfSquares likewise; null for intervals too
 * @param min smallest value; for intervals of the whole values that touch the window; NaN where the
 *     channel has no numbers
 * @param firstMicros event time of the earliest sample in the window, or of the first covered
 *     instant
 * @param lastMicros event time of the latest sample, or of the end of what is covered
 * @param codeMicros microseconds by code for states, occurrences by code for events; empty
 *     elsewhere; in the order of the codes; beyond 256 codes in one window the others are under
 *     {@code *}
 * @param expected how many samples the protocol's rate would bring; null where it has none
 */
public record Window(
    String device,
    String channel,
    long startMicros,
    long sizeMicros,
    long count,
    @Nullable ExactSum sum,
    @Nullable ExactSum sumOfSquares,
    double min,
    double max,
    long firstMicros,
    long lastMicros,
    Map<String, Long> codeMicros,
    @Nullable Double expected) {}
