package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.step.Fact;
import java.util.List;

/**
 * What the tail needs of an entry: all but the input.
 *
 * @param originals the bytes of the records that were refused
 */
public record EntryFacts(EntryHeader header, List<Fact> facts, Originals originals) {

  /** An entry of which nothing but the header can be read. */
  public static EntryFacts unreadable(EntryHeader header) {
    return new EntryFacts(header, List.of(), Originals.NONE);
  }
}
