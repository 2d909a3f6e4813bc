package io.zeitgeber.participant.step;

import io.zeitgeber.participant.timeline.Entry;
import io.zeitgeber.participant.timeline.Result;

/**
 * What stands on the timeline. Samples are not among it: their minutes are windows, which have
 * facts of their own.
 */
public sealed interface TimelineFact extends Fact {

  /** In place of a version: one more than the newest that stands, or 1 where nothing does. */
  int NEXT = 0;

  /**
   * An interval, state or event has its place on the timeline.
   *
   * @param arrival ordinal, over the participant's distinct records, of the record that brought the
   *     first version: names the entry
   * @param version 1 when it is placed first; {@link #NEXT} for each revision or correction of its
   *     time: the step does not remember what stands
   * @param replacedMicros start of the version before, where that is known; else the entry's own
   */
  record EntryPlaced(Entry entry, long arrival, int version, long replacedMicros)
      implements TimelineFact {}

  /**
   * An entry was taken back by its device.
   *
   * @param entry as it stood
   * @param arrival that of {@link EntryPlaced}
   * @param version {@link #NEXT}
   */
  record EntryWithdrawn(Entry entry, long arrival, int version) implements TimelineFact {}

  /** A result is stated, restated or taken back, as its standing says. */
  record ResultStated(Result result) implements TimelineFact {}
}
