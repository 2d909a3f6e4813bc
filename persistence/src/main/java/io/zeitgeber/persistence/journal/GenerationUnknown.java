package io.zeitgeber.persistence.journal;

/**
 * The journal lies in another instance of PostgreSQL than the one it was last written in, as after
 * a restore: transactions are counted anew, so nothing may be read in order or written until an
 * operator has opened the next generation.
 */
public final class GenerationUnknown extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GenerationUnknown(int generation, long expected, long found) {
    super(
        "the journal's generation %d belongs to the PostgreSQL instance %d, this one is %d; open the next generation with: zeitgeber journal adopt"
            .formatted(generation, expected, found));
  }
}
