package io.zeitgeber.persistence.timeline;

import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.participant.timeline.Entry;
import org.jspecify.annotations.Nullable;

/**
 * One version of an entry, as it goes into the table.
 *
 * @param name names the entry through its versions
 * @param replacedMicros start of the version before
 * @param parameters of the rule; null for what was observed
 */
record TimelineRow(
    LaneKey lane,
    Entry entry,
    long name,
    int version,
    String state,
    long replacedMicros,
    @Nullable String parameters) {

  /** One more than what stands: the table knows which version that is. */
  boolean isNext() {
    return version == TimelineFact.NEXT;
  }

  /** Seen for the first time, and never stated again with the same version. */
  boolean isFresh() {
    return version == 1 && parameters == null;
  }
}
