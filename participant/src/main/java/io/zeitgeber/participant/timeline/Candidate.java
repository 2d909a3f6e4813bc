package io.zeitgeber.participant.timeline;

import org.jspecify.annotations.Nullable;

/**
 * What a rule finds in the evidence of now, whether it was stated or not.
 *
 * @param value NaN where a code stands
 * @param goesOn the end is only as far as is known
 * @param complete no more data are expected for it
 */
public record Candidate(
    long startMicros,
    long endMicros,
    double value,
    @Nullable String code,
    boolean goesOn,
    boolean complete) {}
