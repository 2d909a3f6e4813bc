package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Fact;
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
 * Rebuilds the table of windows from the journal alone, beside the running one, and compares the
 * two at one and the same position. The service may go on: only for the last stretch and the
 * comparison its writer waits.
 */
public final class WindowsRebuild {
  private static final int PAGE_ROWS = 500;
  private static final int MOST_SHOWN = 10;
  private static final String TABLE = "windows_rebuilt";

  private static final String DIFFERENT =
      """
      select 'running' as side, d.* from
        (select * from zeitgeber.windows except all select * from zeitgeber.windows_rebuilt) d
      union all
      select 'rebuilt', d.* from
        (select * from zeitgeber.windows_rebuilt except all select * from zeitgeber.windows) d
      """;

  private final Database database;
  private final JournalTail tail;
  private final Function<String, Protocol> protocols;
  private final Function<StoredEntry, Optional<EntryFacts>> opening;
  private final SinkPositions positions = new SinkPositions("postgres");
  private final Position[] reached = new Position[Slice.COUNT];
  private long entries;

  /**
   * @param dataSource in the service's role, or, to replace the running table, in the owner's
   * @param opening the facts of an entry; nothing of the erased
   */
  public WindowsRebuild(
      DataSource dataSource,
      Function<String, Protocol> protocols,
      Function<StoredEntry, Optional<EntryFacts>> opening) {
    this.database = new Database(dataSource);
    this.tail = new JournalTail(dataSource);
    this.protocols = protocols;
    this.opening = opening;
  }

  /**
   * What came of it.
   *
   * @param windows rows that were rebuilt
   * @param differing rows that only one of the two has
   * @param where the first few of them
   */
  public record Rebuilt(long entries, long windows, long differing, List<String> where) {}

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
            statement.execute("delete from zeitgeber." + TABLE);
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
    long differing = compare(connection, where);
    long windows = 0;
    try (Statement statement = connection.createStatement()) {
      if (replace) {
        statement.execute("delete from zeitgeber.windows");
        statement.execute("insert into zeitgeber.windows select * from zeitgeber." + TABLE);
      }
      try (ResultSet row = statement.executeQuery("select count(*) from zeitgeber." + TABLE)) {
        row.next();
        windows = row.getLong(1);
      }
    }
    return new Rebuilt(entries, windows, differing, where);
  }

  private static long compare(Connection connection, List<String> where) throws SQLException {
    long differing = 0;
    try (PreparedStatement select = connection.prepareStatement(DIFFERENT);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        differing++;
        if (where.size() < MOST_SHOWN) {
          where.add(
              "%s: %s/%s, %s of %s, %d s from %s, version %d, count %d"
                  .formatted(
                      row.getString("side"),
                      row.getString("study"),
                      row.getString("participant"),
                      row.getString("channel"),
                      row.getString("device"),
                      row.getInt("size_s"),
                      row.getString("start"),
                      row.getInt("version"),
                      row.getLong("count")));
        }
      }
    }
    return differing;
  }

  private void catchUp(int slice, Position to) {
    boolean more = reached[slice].compareTo(to) < 0;
    while (more) {
      JournalTail.Page page = tail.read(List.of(slice), reached[slice], PAGE_ROWS, false);
      WindowFacts windows = new WindowFacts(protocols);
      more = page.rows().size() == PAGE_ROWS;
      for (JournalRow row : page.rows()) {
        if (row.position().compareTo(to) > 0) {
          more = false;
          break;
        }
        add(windows, row);
        reached[slice] = row.position();
        entries++;
      }
      write(windows.rows());
    }
  }

  private void add(WindowFacts windows, JournalRow row) {
    opening
        .apply(row.entry())
        .ifPresent(
            entry -> {
              for (Fact fact : entry.facts()) {
                if (fact instanceof Fact.WindowClosed closed) {
                  windows.add(entry.header(), closed);
                } else if (fact instanceof Fact.WindowAmended amended) {
                  windows.add(entry.header(), amended);
                }
              }
            });
  }

  private void write(List<WindowRow> rows) {
    database.<@Nullable Void>transaction(
        connection -> {
          new WindowsTable(connection, TABLE).merge(rows);
          return null;
        });
  }
}
