package io.zeitgeber.persistence.journal;

import io.zeitgeber.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Reads all of the journal in an order in which nothing is ever inserted behind the reader.
 *
 * <p>Numbers from a sequence are handed out before their transactions commit, so a reader that
 * follows them skips what commits late. Here the order is (generation, transaction, ordering), and
 * nothing is read of transactions at or above the oldest one that still runs (the horizon): below
 * it every transaction has ended, so what is there is all there will ever be. Rows of older
 * generations are complete. Within a participant the order is that of the sequence: the next entry
 * is written only after the one before it is durable, in a later transaction, or later in the same.
 */
public final class JournalTail {
  private static final int LEADING_COLUMNS = 4;

  // All slices, so that the tail's index is of use.
  private static final String HOLDS =
      """
      select 1 from zeitgeber.journal
      where slice in (%s) and generation = ? and committed_in = ?::xid8 and ordering = ?\
      """
          .formatted(
              IntStream.range(0, Slice.COUNT)
                  .mapToObj(Integer::toString)
                  .collect(Collectors.joining(", ")));

  private final Database database;

  /**
   * Opens the tail.
   *
   * @throws GenerationUnknown where the journal has come to another instance of PostgreSQL
   */
  public JournalTail(DataSource dataSource) {
    this.database = new Database(dataSource);
    new Generations(dataSource).check();
  }

  /**
   * What was read.
   *
   * @param rows in order
   * @param horizon the oldest transaction that still ran
   */
  public record Page(List<JournalRow> rows, long horizon) {

    /** Where the next page begins. */
    public Position next(Position after) {
      return rows.isEmpty() ? after : rows.getLast().position();
    }
  }

  /**
   * The next rows of some slices.
   *
   * @param slices 0 to 15
   * @param after position of the last row that was read; {@link Position#START} for the beginning
   * @param limit at most so many rows; a page with fewer has reached the horizon
   * @param outboundOnly leaves out entries without an alert or a refusal
   * @throws TailRefused on a replica, and where the position lies ahead of the database, as after a
   *     restore of an older copy
   */
  public Page read(Collection<Integer> slices, Position after, int limit, boolean outboundOnly) {
    return database.query(
        connection -> read(connection, slices, after, limit, page(slices.size(), outboundOnly)));
  }

  /**
   * Not an array: PostgreSQL keeps the plan of a statement whose number of slices it knows. Which
   * rows they are is settled first, and payloads come to them by their place, at a third of the
   * price of their key; {@code offset 0} keeps that a look-up, whatever the size of the table was
   * when the plan was made. A place is unique within one table, and an archived part is another.
   */
  private static String page(int slices, boolean outboundOnly) {
    return """
    with h as materialized (
      select pg_snapshot_xmin(s) as horizon, pg_snapshot_xmax(s) as next_transaction,
        (select max(generation) from zeitgeber.generations) as newest,
        pg_is_in_recovery() as replica
      from pg_current_snapshot() s)
    select h.horizon::text, h.next_transaction::text, h.newest, h.replica, %s
    from h left join lateral (
      select r.* from (values %s) s(slice) cross join lateral (
        select e.tableoid as part, e.ctid as place, e.generation, e.committed_in, e.ordering
        from zeitgeber.journal e
        where e.slice = s.slice and (e.generation, e.committed_in, e.ordering) > (?, ?::xid8, ?)
          and (e.generation, e.committed_in) < (h.newest, h.horizon) %s
        order by e.generation, e.committed_in, e.ordering
        limit ?) r
      order by r.generation, r.committed_in, r.ordering
      limit ?) k on true
    left join lateral (
      select * from zeitgeber.journal at
      where at.ctid = k.place and at.tableoid = k.part offset 0) j on true\
    """
        .formatted(
            JournalRows.COLUMNS,
            String.join(", ", Collections.nCopies(slices, "(?::smallint)")),
            outboundOnly ? "and e.outbound" : "");
  }

  /** Whether the journal has an entry at a position; not so after the restore of an older copy. */
  public boolean holds(Position position) {
    return database.query(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(HOLDS)) {
            select.setInt(1, position.generation());
            select.setString(2, Long.toString(position.committedIn()));
            select.setLong(3, position.ordering());
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  private static Page read(
      Connection connection, Collection<Integer> slices, Position after, int limit, String sql)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int at = 1;
      for (int slice : slices) {
        select.setInt(at++, slice);
      }
      select.setInt(at++, after.generation());
      select.setString(at++, Long.toString(after.committedIn()));
      select.setLong(at++, after.ordering());
      select.setInt(at++, limit);
      select.setInt(at, limit);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        check(row, after);
        long horizon = Long.parseLong(row.getString(1));
        List<JournalRow> rows = new ArrayList<>();
        if (row.getString(LEADING_COLUMNS + 1) != null) {
          do {
            rows.add(JournalRows.read(row, LEADING_COLUMNS));
          } while (row.next());
        }
        // Here rather than there: a sort in the database would carry the payloads along.
        rows.sort(Comparator.comparing(JournalRow::position));
        return new Page(rows, horizon);
      }
    }
  }

  private static void check(ResultSet row, Position after) throws SQLException {
    if (row.getBoolean(4)) {
      throw new TailRefused("this PostgreSQL is a replica, whose horizon says nothing");
    }
    int newest = row.getInt(3);
    boolean ahead =
        after.generation() > newest
            || (after.generation() == newest
                && after.committedIn() >= Long.parseLong(row.getString(2)));
    if (ahead) {
      throw new TailRefused(
          "the position "
              + after
              + " lies ahead of the database (generation "
              + newest
              + ", next transaction "
              + row.getString(2)
              + "): an older copy was restored; open the next generation with: zeitgeber journal"
              + " adopt");
    }
  }
}
