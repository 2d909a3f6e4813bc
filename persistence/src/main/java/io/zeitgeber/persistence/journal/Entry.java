package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import java.util.List;

/** One step as it was journaled: the input and what was concluded from it. */
public record Entry(EntryHeader header, Input input, List<Fact> facts) {}
