package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.step.Fact;
import java.util.List;

/**
 * What the tail needs of an entry: all but the input.
 *
 * @param originals the bytes of the records that were refused
 */
public record EntryFacts(EntryHeader header, List<Fact> facts, Originals originals) {}
