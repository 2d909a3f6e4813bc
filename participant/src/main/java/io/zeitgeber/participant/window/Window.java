package io.zeitgeber.participant.window;

import io.zeitgeber.participant.sum.ExactSum;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One tumbling window of one device and channel: [start, start + size), aligned to the epoch, UTC.
 *
 * @param count samples, or observations that touch the window
 * @param sum of the values, exact; for intervals the share of this window, in whole units; for
 *     vectors of the magnitudes; null for waveforms, states and events
 * @param sumOfSquares likewise; null for intervals too
 * @param min smallest value; NaN where the channel has no numbers
 * @param firstMicros event time of the earliest sample in the window
 * @param codeMicros microseconds by code for states, occurrences by code for events; empty elsewhere
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
