package io.zeitgeber.service.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.util.Durations;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.query.v1.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closed windows of a participant, in order of start, channel, device and size. */
final class WindowsStore {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String PAGE =
      """
      select w.device, w.channel, coalesce(l.unit, ''), w.start, w.size_s, w.count, w.sum, w.mean,
        w.sd, w.min, w.max, w.first_time, w.last_time, w.seconds_by_code, w.occurrences_by_code,
        w.expected, w.state, w.version
      from zeitgeber.windows w
        left join zeitgeber.timeline_lanes l
          on (l.study, l.participant, l.channel, l.device, l.rule)
            = (w.study, w.participant, w.channel, w.device, '')
      where w.study = ? and w.participant = ? and w.start >= ? and w.start < ?
        and (? or w.channel = any (?)) and (? = 0 or w.size_s = ?)
        and (w.start, w.channel, w.device, w.size_s) > (?, ?, ?, ?)
      order by w.start, w.channel, w.device, w.size_s
      limit ?\
      """;

  static final int ROWS_AT_ONCE = 2_000;

  private final Database database;

  WindowsStore(Database database) {
    this.database = database;
  }

  /**
   * The windows that begin in [from, until), part by part: no transaction waits for who takes them.
   */
  Calls.Parts<Window> parts(
      EntityId who, Instant from, Instant until, List<String> channels, int sizeSeconds) {
    return new Calls.Parts<>() {
      private Row last = new Row(from.atOffset(ZoneOffset.UTC), Window.getDefaultInstance());
      private boolean more = true;

      @Override
      public List<Window> next() {
        if (!more) {
          return List.of();
        }
        Window after = last.window();
        List<Row> page =
            Rows.of(
                database,
                PAGE,
                WindowsStore::row,
                who.study(),
                who.participant(),
                from.atOffset(ZoneOffset.UTC),
                until.atOffset(ZoneOffset.UTC),
                channels.isEmpty(),
                channels,
                sizeSeconds,
                sizeSeconds,
                last.start(),
                after.getChannel(),
                after.getDevice(),
                (int) after.getSize().getSeconds(),
                ROWS_AT_ONCE);
        last = page.isEmpty() ? last : page.getLast();
        more = page.size() == ROWS_AT_ONCE;
        return page.stream().map(Row::window).toList();
      }
    };
  }

  private record Row(OffsetDateTime start, Window window) {}

  private static Row row(ResultSet row) throws SQLException {
    OffsetDateTime start = row.getObject(4, OffsetDateTime.class);
    Window.Builder window =
        Window.newBuilder()
            .setDevice(row.getString(1))
            .setChannel(row.getString(2))
            .setUnit(row.getString(3))
            .setStart(StateProto.time(micros(start)))
            .setSize(Durations.fromSeconds(row.getInt(5)))
            .setCount(row.getLong(6))
            .setFirst(StateProto.time(micros(row.getObject(12, OffsetDateTime.class))))
            .setLast(StateProto.time(micros(row.getObject(13, OffsetDateTime.class))))
            .setFinality(PastHistory.finality(row.getString(17)))
            .setVersion(row.getInt(18));
    number(row, 7, window::setSum);
    number(row, 8, window::setMean);
    number(row, 9, window::setStandardDeviation);
    number(row, 10, window::setMin);
    number(row, 11, window::setMax);
    number(row, 16, window::setExpected);
    codes(row.getString(14), window);
    codes(row.getString(15), window);
    return new Row(start, window.build());
  }

  private static void number(ResultSet row, int column, Consumer<Double> to) throws SQLException {
    double number = row.getDouble(column);
    if (!row.wasNull()) {
      to.accept(number);
    }
  }

  private static void codes(@Nullable String json, Window.Builder window) {
    if (json != null) {
      try {
        MAPPER
            .readTree(json)
            .properties()
            .forEach(code -> window.putCodes(code.getKey(), code.getValue().asDouble()));
      } catch (JsonProcessingException impossible) {
        throw new IllegalStateException("PostgreSQL's jsonb is no JSON", impossible);
      }
    }
  }

  private static long micros(OffsetDateTime time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
  }
}
