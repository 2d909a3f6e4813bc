package io.zeitgeber.participant.step;

import io.zeitgeber.participant.clock.ClockPolicy;
import io.zeitgeber.participant.clock.Confidence;

/**
 * How a device's clock was taken when a record arrived. For those who explain what the step
 * decided.
 *
 * @param source which of the two stamps spoke
 * @param confidence in the model; none where no model speaks
 * @param segment number of the stretch between two steps of the clock, from 0
 * @param offsetMicros true minus device time at the newest sample; 0 where no model speaks
 * @param driftPpb how much faster true time ran, in parts per billion
 */
public record ClockThen(
    ClockPolicy.Source source,
    Confidence confidence,
    int segment,
    long offsetMicros,
    long driftPpb) {}
