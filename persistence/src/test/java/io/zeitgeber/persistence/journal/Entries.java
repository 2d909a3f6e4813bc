package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import java.util.ArrayList;
import java.util.List;

/** Chained entries for tests. */
public final class Entries {
  private static final EntryCodec CODEC = new EntryCodec("test");

  private Entries() {}

  /** The first entries of a participant, of heart rate. */
  public static List<StoredEntry> of(String participant, int count) {
    List<StoredEntry> entries = new ArrayList<>();
    byte[] digest = StoredEntry.noDigest();
    for (int sequence = 1; sequence <= count; sequence++) {
      StoredEntry entry = of(participant, sequence, digest, new Input.Tick(sequence), List.of());
      entries.add(entry);
      digest = entry.digest();
    }
    return entries;
  }

  public static StoredEntry of(
      String participant, long sequence, byte[] previousDigest, Input input, List<Fact> facts) {
    return CODEC.encode(
        "S1", participant, sequence, previousDigest, Samples.PROTOCOL, input, facts);
  }

  /** A first entry. */
  public static StoredEntry of(String participant, Input input, List<Fact> facts) {
    return of(participant, 1, StoredEntry.noDigest(), input, facts);
  }
}
