package io.zeitgeber.persistence.key;

import org.jspecify.annotations.Nullable;

/** A wrapped key that can't be unwrapped here. */
public final class KeyUnusable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeyUnusable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
