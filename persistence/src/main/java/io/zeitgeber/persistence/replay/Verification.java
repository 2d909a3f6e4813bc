package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.RecordsTaken;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares every fact that is derived with the one that was recorded. */
public final class Verification implements Watcher<Account> {
  private final Range range;
  private final boolean comparing;
  private final SortedMap<String, String> protocols = new TreeMap<>();
  private final SortedSet<String> writers = new TreeSet<>();
  private String lastProtocol = "";
  private String lastWriter = "";
  private long entries;
  private long otherRules;
  private long records;
  private long samples;
  private long facts;
  private long differing;
  private @Nullable Difference first;

  private Verification(Range range, boolean comparing) {
    this.range = range;
    this.comparing = comparing;
  }

  /** Compares the facts of the entries that a range holds; all are taken. */
  public static Verification of(Range range) {
    return new Verification(range, true);
  }

  /** Compares nothing: the state alone. */
  public static Verification stateOnly() {
    return new Verification(Range.ALL, false);
  }

  @Override
  public boolean see(Replayed entry) {
    EntryHeader header = entry.entry().header();
    entries++;
    note(header, entry.before());
    @Nullable RecordsTaken taken = header.records();
    records += taken == null ? 0 : taken.count();
    samples += Progress.samples(entry.entry().input());
    if (header.rules() != Step.RULES_VERSION) {
      otherRules++;
    } else if (comparing && range.holds(entry.entry())) {
      compare(entry.stored().sequence(), entry.recorded(), entry.derived(), header.entity());
    }
    return true;
  }

  // Nearly every entry has the same as the one before it.
  private void note(EntryHeader header, Participant before) {
    if (!header.protocol().equals(lastProtocol)) {
      lastProtocol = header.protocol();
      protocols.put(lastProtocol, before.protocol().label());
    }
    if (!header.code().equals(lastWriter)) {
      lastWriter = header.code();
      writers.add(lastWriter);
    }
  }

  private void compare(long sequence, List<Fact> recorded, List<Fact> derived, String entity) {
    facts += derived.size();
    if (recorded.equals(derived)) {
      return;
    }
    differing++;
    if (first == null) {
      first = Difference.first(entity, sequence, recorded, derived);
    }
  }

  @Override
  public Account end(Fold fold, @Nullable CorruptJournal corrupt) {
    return new Account(
        fold.entity(),
        entries,
        fold.isErased() ? fold.unopened() : 0,
        fold.isErased() ? 0 : fold.unopened(),
        otherRules,
        records,
        samples,
        facts,
        differing,
        fold.sequence(),
        HexFormat.of().formatHex(fold.head()),
        fold.participant().map(it -> HexFormat.of().formatHex(it.digest())).orElse(null),
        protocols,
        writers,
        first,
        corrupt);
  }
}
