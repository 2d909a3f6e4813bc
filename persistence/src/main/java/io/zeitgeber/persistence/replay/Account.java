package io.zeitgeber.persistence.replay;

import io.zeitgeber.persistence.journal.CorruptJournal;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What came of one participant's replay.
 *
 * @param entries that were taken
 * @param erased entries whose key was destroyed: their chain was checked, nothing else
 * @param otherRules entries of other rules: taken, their facts not compared
 * @param records of Kafka in them
 * @param samples numbers in them
 * @param facts that were compared
 * @param differing entries whose facts differ
 * @param head digest of the last entry, hexadecimal
 * @param state digest of the state that is reached, hexadecimal; null of the erased
 * @param protocols labels by digest
 * @param writers versions of the code that wrote the entries
 * @param first the first difference; null where there is none
 * @param corrupt why the history ends early; null where it does not
 */
public record Account(
    String entity,
    long entries,
    long erased,
    long otherRules,
    long records,
    long samples,
    long facts,
    long differing,
    long lastSequence,
    String head,
    @Nullable String state,
    SortedMap<String, String> protocols,
    SortedSet<String> writers,
    @Nullable Difference first,
    @Nullable CorruptJournal corrupt) {

  /** Whether the chain holds and nothing differs. */
  public boolean isWell() {
    return first == null && corrupt == null;
  }
}
