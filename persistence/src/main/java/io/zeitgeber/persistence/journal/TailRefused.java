package io.zeitgeber.persistence.journal;

/** The journal can't be read in order here: a replica, or a database older than the reader. */
public final class TailRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TailRefused(String why) {
    super(why);
  }
}
