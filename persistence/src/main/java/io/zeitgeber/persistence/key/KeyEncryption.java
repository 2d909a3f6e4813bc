package io.zeitgeber.persistence.key;

/**
 * Wraps participants' keys with a key that is never in their database: a file, or what an operator
 * brings instead (a key management service, a hardware module).
 */
public interface KeyEncryption {

  /** Name of the key that wraps from now on. */
  String current();

  /** Wraps a key for one entity with the current key. */
  WrappedKey wrap(String entity, DataKey key);

  /**
   * Unwraps with whatever key it was wrapped by.
   *
   * @throws KeyUnusable where that key is not at hand, or the bytes were changed or belong to
   *     another entity
   */
  DataKey unwrap(WrappedKey wrapped);
}
