package io.zeitgeber.persistence.journal;

import org.jspecify.annotations.Nullable;

/** The entries may or may not be durable: recover, and look. */
public final class JournalUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JournalUnavailable(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
