package io.zeitgeber.persistence.replay;

import io.zeitgeber.persistence.journal.CorruptJournal;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What came of one participant's replay.
 *
 * @param entries that were taken
 * @param erased entries that no key opened, of a participant whose journal says that they were
 *     erased: their chain was checked, nothing else
 * @param sealed entries that no key opened, of one who was not erased: the key is not here
 * @param otherRules entries of other rules: taken, their facts not compared
 * @param records of Kafka in them
 * @param samples numbers in them
 * @param facts that were compared
 * @param differing entries whose facts differ
 * @param head digest of the last entry, hexadecimal
 * @param state digest of the state that is reached, hexadecimal; null of the erased and sealed
 * @param protocols labels by digest
 * @param writers versions of the code that wrote the entries
 * @param first the first difference; null where there is none
 * @param corrupt why the history ends early; null where it does not
 */
public record Account(
    String entity,
    long entries,
    long erased,
    long sealed,
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

  /** Of the journal: taken, or only followed. */
  public long followed() {
    return entries + erased + sealed;
  }

  /** Whether the chain holds and nothing that was opened differs. */
  public boolean isWell() {
    return first == null && corrupt == null;
  }
}
