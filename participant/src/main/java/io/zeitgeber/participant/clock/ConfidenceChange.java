package io.zeitgeber.participant.clock;

/**
 * The model can be believed more or less than before. Worse is told at once, better when it has
 * lasted.
 *
 * @param uncertaintyMicros half the width of the interval around corrected times; −1 for none
 * @param receivedMicros when it was found
 */
public record ConfidenceChange(
    Confidence before, Confidence after, long uncertaintyMicros, long receivedMicros) {}
