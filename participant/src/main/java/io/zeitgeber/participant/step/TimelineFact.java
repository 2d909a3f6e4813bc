package io.zeitgeber.participant.step;

import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;

/**
 * What stands on the timeline. Samples are not among it: their minutes are windows, which have
 * facts of their own.
 */
public sealed interface TimelineFact extends Fact {

  /**
   * An interval, state or event has its place on the timeline.
   *
   * @param arrival ordinal, over the participant's distinct records, of the record that brought the
   *     first version: names the entry
   * @param version 1, and one more for each revision or correction of its time
   * @param replacedMicros start of the version before; equals the entry's own where that has not
   *     moved and for the first version
   */
  record EntryPlaced(Entry entry, long arrival, int version, long replacedMicros)
      implements TimelineFact {}

  /**
   * An entry was taken back by its device.
   *
   * @param entry as it stood
   * @param arrival that of {@link EntryPlaced}
   * @param version one more than the last
   */
  record EntryWithdrawn(Entry entry, long arrival, int version) implements TimelineFact {}

  /** A result is stated, restated or taken back, as its standing says. */
  record ResultStated(Result result) implements TimelineFact {}
}
