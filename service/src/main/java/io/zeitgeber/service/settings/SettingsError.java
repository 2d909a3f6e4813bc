package io.zeitgeber.service.settings;

/** A setting is missing or wrong; the message names it, where it stands and what to write. */
public final class SettingsError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SettingsError(String message) {
    super(message);
  }

  SettingsError(String message, Throwable cause) {
    super(message, cause);
  }
}
