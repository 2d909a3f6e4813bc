package io.zeitgeber.persistence.column;

/** Bytes that no writer of these layouts could have written. */
public final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Unreadable(String why) {
    super(why);
  }

  public Unreadable(String why, Throwable cause) {
    super(why, cause);
  }
}
