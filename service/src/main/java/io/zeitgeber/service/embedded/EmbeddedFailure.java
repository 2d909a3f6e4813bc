package io.zeitgeber.service.embedded;

/** The embedded broker or database could not be started or stopped; the message says why. */
public final class EmbeddedFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedFailure(String message) {
    super(message);
  }

  EmbeddedFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
