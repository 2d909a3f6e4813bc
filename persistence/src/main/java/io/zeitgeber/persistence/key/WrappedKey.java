package io.zeitgeber.persistence.key;

/** A participant's key as it is in the database. The bytes are not copied and not to be changed. */
public final class WrappedKey {
  private final String entity;
  private final String by;
  private final byte[] bytes;

  /**
   * @param entity whose key it is
   * @param by name of the key-encryption key
   */
  public WrappedKey(String entity, String by, byte[] bytes) {
    this.entity = entity;
    this.by = by;
    this.bytes = bytes;
  }

  public String entity() {
    return entity;
  }

  /** Name of the key-encryption key. */
  public String by() {
    return by;
  }

  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "key of " + entity + ", wrapped by " + by;
  }
}
