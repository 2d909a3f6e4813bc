package io.zeitgeber.persistence.timeline;

import io.zeitgeber.persistence.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Answers questions about participants' timelines. */
public final class TimelineReader {
  private static final int ROWS_AT_ONCE = 2_000;

  private static final String ROWS =
      """
      select channel, device, start_micros, end_micros, value, code, unit, samples,
        uncertainty_micros, version, state, rule, parameters, chosen
      from zeitgeber.timeline
      where study = ? and participant = ? and start < ? and start >= ?
        and ("end" > ? or start >= ?) and (? or channel = any (?))
      order by start, channel, device, version\
      """;

  private static final String UNITS =
      """
      select distinct channel, unit from zeitgeber.timeline_lanes
      where study = ? and participant = ? order by 1, 2\
      """;

  private static final String STUDIES =
      "select study from zeitgeber.participants where participant = ? order by 1 limit 10";

  private static final String SOME =
      "select participant from zeitgeber.participants where study = ? order by 1 limit 5";

  private static final String LAST =
      """
      select greatest(
        (select max(start) from zeitgeber.timeline_entries
          where study = ? and participant = ? and newest),
        (select max(start) from zeitgeber.windows
          where study = ? and participant = ? and size_s = 60))\
      """;

  /** Rows that begin earlier than this before the range are not looked for. */
  private static final long LONGEST_DAYS = 32;

  private final Database database;

  public TimelineReader(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /**
   * What is asked for: all that overlaps [from, to).
   *
   * @param channels empty for all
   */
  public record Question(
      String study, String participant, Instant from, Instant to, List<String> channels) {
    public Question {
      channels = List.copyOf(channels);
    }
  }

  /** Hands out the rows in order of start, channel and device, a few thousand at a time. */
  public void rows(Question question, Consumer<TimelineEntry> to) {
    database.<@Nullable Void>transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(ROWS)) {
            ask(connection, select, question);
            select.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                to.accept(entry(row));
              }
            }
          }
          return null;
        });
  }

  /** Channels of a participant, in order of their names, with their units; empty for codes. */
  public Map<String, String> units(String study, String participant) {
    Map<String, String> units = new LinkedHashMap<>();
    texts(UNITS, 2, study, participant).forEach(pair -> units.put(pair.getFirst(), pair.getLast()));
    return units;
  }

  /** Studies in which there is a participant of that name. */
  public List<String> studiesOf(String participant) {
    return texts(STUDIES, 1, participant).stream().map(List::getFirst).toList();
  }

  /** Some participants of a study. */
  public List<String> someOf(String study) {
    return texts(SOME, 1, study).stream().map(List::getFirst).toList();
  }

  /** Start of the newest entry. */
  public Optional<Instant> last(String study, String participant) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(LAST)) {
            select.setString(1, study);
            select.setString(2, participant);
            select.setString(3, study);
            select.setString(4, participant);
            try (ResultSet row = select.executeQuery()) {
              row.next();
              @Nullable OffsetDateTime last = row.getObject(1, OffsetDateTime.class);
              return Optional.ofNullable(last).map(OffsetDateTime::toInstant);
            }
          }
        });
  }

  private static void ask(Connection connection, PreparedStatement select, Question question)
      throws SQLException {
    OffsetDateTime from = question.from().atOffset(ZoneOffset.UTC);
    select.setString(1, question.study());
    select.setString(2, question.participant());
    select.setObject(3, question.to().atOffset(ZoneOffset.UTC));
    select.setObject(4, from.minus(LONGEST_DAYS, ChronoUnit.DAYS));
    select.setObject(5, from);
    select.setObject(6, from);
    select.setBoolean(7, question.channels().isEmpty());
    select.setArray(8, connection.createArrayOf("text", question.channels().toArray()));
  }

  private static TimelineEntry entry(ResultSet row) throws SQLException {
    return new TimelineEntry(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        row.getObject(5, Double.class),
        row.getString(6),
        row.getString(7),
        row.getObject(8, Long.class),
        row.getObject(9, Long.class),
        row.getInt(10),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        row.getBoolean(14));
  }

  private List<List<String>> texts(String sql, int columns, String... arguments) {
    return database.transaction(
        connection -> {
          List<List<String>> rows = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int at = 0; at < arguments.length; at++) {
              select.setString(at + 1, arguments[at]);
            }
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                List<String> texts = new ArrayList<>(columns);
                for (int at = 1; at <= columns; at++) {
                  texts.add(row.getString(at));
                }
                rows.add(texts);
              }
            }
          }
          return rows;
        });
  }
}
