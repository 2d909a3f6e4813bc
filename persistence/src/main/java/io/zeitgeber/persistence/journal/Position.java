package io.zeitgeber.persistence.journal;

import java.util.Comparator;

/**
 * A place in the order in which the tail reads.
 *
 * @param generation instance of PostgreSQL, see {@link Generations}
 * @param committedIn the transaction that wrote the entry
 * @param ordering order inside the transaction
 */
public record Position(int generation, long committedIn, long ordering)
    implements Comparable<Position> {

  /** Before everything. */
  public static final Position START = new Position(0, 0, 0);

  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::generation)
          .thenComparingLong(Position::committedIn)
          .thenComparingLong(Position::ordering);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}
