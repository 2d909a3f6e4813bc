package io.zeitgeber.persistence.key;

import java.util.Arrays;

/** Keys that are the same in every run. */
public final class TestKeys {
  private TestKeys() {}

  public static DataKey key(int number) {
    byte[] bytes = new byte[DataKey.BYTES];
    Arrays.fill(bytes, (byte) number);
    return DataKey.of(bytes);
  }
}
