package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.step.Recall;
import io.zeitgeber.participant.step.Recollected;
import io.zeitgeber.persistence.column.Unreadable;
import java.util.List;

/**
 * The entries of a participant before one of them: where a recalled input finds the records that it
 * names. See {@link PastEntries}.
 */
@FunctionalInterface
public interface History {

  /** For those who look at no input that recalls. */
  History UNREAD =
      (header, _) -> {
        throw new Unreadable("entry " + header.sequence() + " recalls, and no history is at hand");
      };

  /**
   * The records of a device that are asked for, in order, without those that were refused.
   *
   * @param entry the one that recalls: all that is asked for stands before it
   */
  List<Recollected> before(EntryHeader entry, Recall wanted);
}
