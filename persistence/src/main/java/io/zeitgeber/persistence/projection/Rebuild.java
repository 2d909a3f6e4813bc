package io.zeitgeber.persistence.projection;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.JournalTail;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Slice;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds tables from the journal alone, beside the running ones, and compares the two at one and
 * the same position. The service may go on: only for the last stretch and the comparison its writer
 * waits.
 */
@SuppressWarnings("InlineFormatString") // the statement stands by itself, by name
public final class Rebuild {
  private static final int PAGE_ROWS = 500;
  private static final int MOST_SHOWN = 10;

  private static final String DIFFERENT =
      """
      select 'running' as side, d.what from
        (select %1$s from zeitgeber.%2$s except all select %1$s from zeitgeber.%3$s) d
      union all
      select 'rebuilt', d.what from
        (select %1$s from zeitgeber.%3$s except all select %1$s from zeitgeber.%2$s) d
      """;

  private final Database database;
  private final JournalTail tail;
  private final Rebuilding what;
  private final Function<StoredEntry, Optional<EntryFacts>> opening;
  private final SinkPositions positions = new SinkPositions("postgres");
  private final Position[] reached = new Position[Slice.COUNT];
  private long entries;

  /**
   * @param dataSource in the service's role, or, to replace the running table, in the owner's
   * @param opening the facts of an entry; nothing of the erased
   */
  public Rebuild(
      DataSource dataSource, Rebuilding what, Function<StoredEntry, Optional<EntryFacts>> opening) {
    this.database = new Database(dataSource);
    this.tail = new JournalTail(dataSource);
    this.what = what;
    this.opening = opening;
  }

  /**
   * What came of it.
   *
   * @param rows that were rebuilt
   * @param differing rows that only one of the two has
   * @param where the first few of them
   */
  public record Rebuilt(long entries, long rows, long differing, List<String> where) {}

  /**
   * Rebuilds and compares.
   *
   * @param replace puts the rebuilt rows in the place of the running ones, in the same transaction
   * @param progress told how many entries were read
   */
  public Rebuilt run(boolean replace, LongConsumer progress) {
    database.<@Nullable Void>transaction(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (Rebuilding.Compared each : what.tables()) {
              statement.execute("delete from zeitgeber." + each.table() + Rebuilding.SUFFIX);
            }
          }
          return null;
        });
    for (int slice = 0; slice < Slice.COUNT; slice++) {
      int each = slice;
      reached[slice] = Position.START;
      catchUp(slice, database.transaction(connection -> positions.read(connection, each)));
      progress.accept(entries);
    }
    return database.transaction(connection -> finish(connection, replace));
  }

  // The tail's writer waits from here on: its positions are locked until we commit.
  private Rebuilt finish(Connection connection, boolean replace) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "select from zeitgeber.sink_positions where sink = 'postgres' order by slice for update");
    }
    for (int slice = 0; slice < Slice.COUNT; slice++) {
      catchUp(slice, positions.read(connection, slice));
    }
    List<String> where = new ArrayList<>();
    long differing = 0;
    long rows = 0;
    for (Rebuilding.Compared each : what.tables()) {
      differing += compare(connection, each, where);
      rows += settle(connection, each.table(), replace);
    }
    return new Rebuilt(entries, rows, differing, where);
  }

  private static long settle(Connection connection, String table, boolean replace)
      throws SQLException {
    String rebuilt = "zeitgeber." + table + Rebuilding.SUFFIX;
    try (Statement statement = connection.createStatement()) {
      if (replace) {
        statement.execute("delete from zeitgeber." + table);
        statement.execute("insert into zeitgeber." + table + " select * from " + rebuilt);
      }
      try (ResultSet row = statement.executeQuery("select count(*) from " + rebuilt)) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static long compare(Connection connection, Rebuilding.Compared each, List<String> where)
      throws SQLException {
    long differing = 0;
    String sql =
        DIFFERENT.formatted(each.columns(), each.table(), each.table() + Rebuilding.SUFFIX);
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        differing++;
        if (where.size() < MOST_SHOWN) {
          where.add(each.table() + ", " + row.getString(1) + ": " + row.getString(2));
        }
      }
    }
    return differing;
  }

  private void catchUp(int slice, Position to) {
    boolean more = reached[slice].compareTo(to) < 0;
    while (more) {
      JournalTail.Page page = tail.read(List.of(slice), reached[slice], PAGE_ROWS, false);
      List<EntryFacts> facts = new ArrayList<>(page.rows().size());
      more = page.rows().size() == PAGE_ROWS;
      for (JournalRow row : page.rows()) {
        if (row.position().compareTo(to) > 0) {
          more = false;
          break;
        }
        opening.apply(row.entry()).ifPresent(facts::add);
        reached[slice] = row.position();
        entries++;
      }
      database.<@Nullable Void>transaction(
          connection -> {
            what.write(connection, facts);
            return null;
          });
    }
  }
}
