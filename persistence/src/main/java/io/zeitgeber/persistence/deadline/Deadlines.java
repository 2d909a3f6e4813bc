package io.zeitgeber.persistence.deadline;

import io.zeitgeber.persistence.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads whom to look at again. */
public final class Deadlines {
  private static final String DUE =
      """
      select study, participant, due_micros, time from zeitgeber.deadlines
      where slice = ? and due_micros <= ? and time is distinct from 'recorded'
      order by due_micros limit ?\
      """;

  private static final String CLOCKS =
      """
      select distinct on (study) study, received_micros, read_micros from zeitgeber.study_clocks
      order by study, received_micros desc\
      """;

  private final Database database;

  public Deadlines(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /**
   * A participant whose deadline is due.
   *
   * @param time {@code live} or {@code auto} as enrolled; null: as the protocol says
   */
  public record Due(String study, String participant, long dueMicros, @Nullable String time) {

    public String entity() {
      return study + "/" + participant;
    }
  }

  /**
   * The newest record of a study.
   *
   * @param readMicros when it was read, by the clock of the database
   */
  public record Clock(long receivedMicros, long readMicros) {}

  /**
   * The participants of a slice whose deadline lies at or before an instant, the longest overdue
   * first; without those whose time is recorded.
   */
  public List<Due> due(int slice, long untilMicros, int limit) {
    return database.transaction(
        connection -> {
          List<Due> due = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setInt(1, slice);
            select.setLong(2, untilMicros);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                due.add(
                    new Due(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)));
              }
            }
          }
          return due;
        });
  }

  /** By study; one whose participants are all enrolled as recorded has none. */
  public Map<String, Clock> clocks() {
    return database.transaction(
        connection -> {
          Map<String, Clock> clocks = new HashMap<>();
          try (PreparedStatement select = connection.prepareStatement(CLOCKS);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              clocks.put(row.getString(1), new Clock(row.getLong(2), row.getLong(3)));
            }
          }
          return clocks;
        });
  }
}
