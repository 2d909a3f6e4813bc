package io.zeitgeber.participant.step;

import java.util.List;

/**
 * What a step gives.
 *
 * @param after the participant as it is from here on
 * @param facts what was concluded, in order
 */
public record Outcome(Participant after, List<Fact> facts) {}
