package io.zeitgeber.persistence.timeline;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What pages of the timeline share: the months that have a partition and the lanes that are known.
 * Safe for any number of threads.
 */
public final class TimelineSink {
  private static final YearMonth FIRST = YearMonth.of(2009, 1);
  private static final int MOST_LANES = 100_000;

  private final Database database;
  private final Function<String, Protocol> protocols;
  private final String suffix;
  private final Set<YearMonth> months = ConcurrentHashMap.newKeySet();
  private final Set<LaneKey> lanes = ConcurrentHashMap.newKeySet();

  /**
   * Makes partitions with connections of this pool.
   *
   * @param protocols by digest: asked for units and for what rules run with
   */
  public TimelineSink(DataSource dataSource, Function<String, Protocol> protocols) {
    this(dataSource, protocols, "");
  }

  private TimelineSink(DataSource dataSource, Function<String, Protocol> protocols, String suffix) {
    this.suffix = suffix;
    this.database = new Database(dataSource);
    this.protocols = protocols;
  }

  /** The same into tables beside the running ones, whose names end in a suffix. */
  static TimelineSink beside(
      DataSource dataSource, Function<String, Protocol> protocols, String suffix) {
    return new TimelineSink(dataSource, protocols, suffix);
  }

  /** What the tables' names end in; empty for the running ones. */
  String suffix() {
    return suffix;
  }

  /** An empty page. */
  public TimelinePage page() {
    return new TimelinePage(this, protocols);
  }

  boolean isKnown(LaneKey lane) {
    return lanes.contains(lane);
  }

  void known(Set<LaneKey> committed) {
    if (lanes.size() > MOST_LANES) {
      lanes.clear();
    }
    lanes.addAll(committed);
  }

  /**
   * Sees to it that months have a partition, each in a transaction of its own: making one locks the
   * table, and no slice may wait for another with that lock in hand.
   */
  void prepare(Set<YearMonth> wanted) {
    for (YearMonth month : wanted) {
      if (!month.isBefore(FIRST) && !months.contains(month)) {
        database.<@Nullable Void>transaction(connection -> make(connection, month.atDay(1)));
        months.add(month);
      }
    }
  }

  private static @Nullable Void make(Connection connection, LocalDate day) throws SQLException {
    try (PreparedStatement call =
        connection.prepareStatement("select zeitgeber.timeline_month(?)")) {
      call.setObject(1, day);
      call.execute();
      return null;
    }
  }
}
