package io.zeitgeber.persistence.key;

import org.jspecify.annotations.Nullable;

/** Finds the key that opens what was sealed for a participant. Safe for any number of threads. */
@FunctionalInterface
public interface Keys {
  /** The entity whose key seals what belongs to no participant; no participant can be named so. */
  String INSTANCE = "*";

  /** For a reader that has no keys. */
  Keys NONE = _ -> null;

  /**
   * A participant's key.
   *
   * @param entity {@code study/participant}, or {@link #INSTANCE}
   * @return null where there is none, or none any more: the participant was erased
   * @throws KeyUnusable where there is one, and the key that wraps it is not at hand
   */
  @Nullable DataKey of(String entity);
}
