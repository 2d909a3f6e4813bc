package io.zeitgeber.service.participant;

import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.WrappedKey;
import org.jspecify.annotations.Nullable;

/**
 * What the next entry has to carry on from: the digest of the last one, the key that seals, and the
 * rules that it ran under. Not copied: nobody changes it.
 */
public final class Chain {
  static final Chain START = new Chain(StoredEntry.noDigest(), null, null, Step.RULES_VERSION);

  private final byte[] digest;
  private final @Nullable DataKey key;
  private final @Nullable WrappedKey unstored;
  private final int rules;
  private final boolean sealed;

  Chain(byte[] digest, @Nullable DataKey key, @Nullable WrappedKey unstored, int rules) {
    this(digest, key, unstored, rules, false);
  }

  Chain(
      byte[] digest,
      @Nullable DataKey key,
      @Nullable WrappedKey unstored,
      int rules,
      boolean sealed) {
    this.sealed = sealed;
    this.digest = digest;
    this.key = key;
    this.unstored = unstored;
    this.rules = rules;
  }

  byte[] digest() {
    return digest;
  }

  /** The participant's own key; null before the first sealed entry, and after an erasure. */
  @Nullable DataKey key() {
    return key;
  }

  /** The key as it becomes durable with the next entry; null where it is already. */
  @Nullable WrappedKey unstored() {
    return unstored;
  }

  /** Whether the last entry that was read back is sealed: then all after it are. */
  boolean isSealed() {
    return sealed;
  }

  /** Version of the rules that the last entry ran under. */
  int rules() {
    return rules;
  }
}
