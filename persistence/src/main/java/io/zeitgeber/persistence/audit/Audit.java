package io.zeitgeber.persistence.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That somebody looked, and what they found.
 *
 * @param scope empty: everybody; a study; or {@code study/participant}
 * @param findings entries that are not as written, or whose facts differ
 * @param found the first few of them in words
 * @param sha256 of the file that was written, hexadecimal; null where none was
 * @param publicKey who signed it; null where nobody did
 */
public record Audit(
    long number,
    What what,
    Instant at,
    String scope,
    long participants,
    long entries,
    long findings,
    List<String> found,
    @Nullable String sha256,
    @Nullable String publicKey) {

  /** What was done. */
  public enum What {
    /** Chains were followed. */
    VERIFIED,
    /** Heads of chains were signed. */
    ANCHORED,
    /** Facts were derived again and compared. */
    REPLAYED,
    /** That was signed. */
    CERTIFIED
  }

  public Audit {
    found = List.copyOf(found);
  }

  /** Of now, without a number yet. */
  public static Audit of(
      What what,
      String scope,
      long participants,
      long entries,
      long findings,
      List<String> found,
      @Nullable String sha256,
      @Nullable String publicKey) {
    return new Audit(
        0, what, Instant.EPOCH, scope, participants, entries, findings, found, sha256, publicKey);
  }
}
