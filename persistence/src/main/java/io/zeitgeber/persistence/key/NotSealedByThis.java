package io.zeitgeber.persistence.key;

import org.jspecify.annotations.Nullable;

/** Sealed bytes that do not open: they were changed, or belong elsewhere or to another key. */
public final class NotSealedByThis extends Exception {
  private static final long serialVersionUID = 1L;

  NotSealedByThis(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
