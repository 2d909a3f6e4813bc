package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.sum.ExactSum;
import io.zeitgeber.persistence.database.BinaryRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes windows. What is stored already is read by primary key and merged here, because sums are
 * exact and no SQL adds them; new rows go in by COPY, changed ones by updates.
 */
@SuppressWarnings("InlineFormatString") // statements stand together, by name
final class WindowsTable {
  private static final String INTO =
      "zeitgeber.%s (study, participant, device, channel, size_s, start, version, state,"
          + " count, sum, mean, min, max, sd, first_time, last_time, expected, seconds_by_code,"
          + " occurrences_by_code, sum_exact, squares_exact)";

  private static final int COLUMNS = 21;

  private static final String READ =
      """
      select k.at, w.version, w.count, w.min, w.max,
        (extract(epoch from w.first_time) * 1000000)::bigint,
        (extract(epoch from w.last_time) * 1000000)::bigint,
        w.expected, w.sum_exact, w.squares_exact, w.occurrences_by_code is not null,
        array(select key from jsonb_each_text(c.codes) order by key collate "C"),
        array(select round(value::numeric
            * case when w.occurrences_by_code is null then 1000000 else 1 end)::bigint
          from jsonb_each_text(c.codes) order by key collate "C"),
        w.state
      from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::timestamptz[])
          with ordinality as k (study, participant, device, channel, size_s, start, at)
        join zeitgeber.%s w using (study, participant, device, channel, size_s, start)
        cross join lateral (select coalesce(w.seconds_by_code, w.occurrences_by_code, '{}')) c (codes)
      """;

  /**
   * A page's keys are few beside the table's rows; only the primary key is fast enough for them.
   */
  private static final String BY_KEY =
      """
      select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
        set_config('enable_seqscan', 'off', true)\
      """;

  private static final String UPDATE =
      """
      update zeitgeber.%s set version = ?, state = ?, count = ?, sum = ?, mean = ?, min = ?,
        max = ?, sd = ?, first_time = ?, last_time = ?, expected = ?, seconds_by_code = ?::jsonb,
        occurrences_by_code = ?::jsonb, sum_exact = ?, squares_exact = ?
      where study = ? and participant = ? and device = ? and channel = ? and size_s = ?
        and start = ?\
      """;

  private static final String SETTLE =
      """
      update zeitgeber.%s set state = 'final'
      where study = ? and participant = ? and device = ? and channel = ?
        and size_s in (60, 3600, 86400) and state = 'provisional'
        and start + size_s * interval '1 second' <= ?\
      """;

  private static final String MARK =
      """
      update zeitgeber.%s set late_count = late_count + ?,
        late_since = least(late_since, ?)
      where study = ? and participant = ? and device = ? and channel = ? and size_s = ?
        and start = ?\
      """;

  private static final int MINUTE_SECONDS = 60;
  private static final int HOUR_SECONDS = 3_600;
  private static final int DAY_SECONDS = 86_400;
  private static final long MINUTE_MICROS = 60_000_000;

  private final Connection connection;
  private final String table;

  WindowsTable(Connection connection) {
    this(connection, "windows");
  }

  /**
   * The same columns in another table.
   *
   * @param table its name, one of ours
   */
  WindowsTable(Connection connection, String table) {
    this.connection = connection;
    this.table = table;
  }

  void merge(List<WindowRow> rows) throws SQLException {
    List<WindowRow> first = rows.stream().filter(WindowRow::isFirst).toList();
    if (addFirst(first)) {
      mergeStored(rows.stream().filter(row -> !row.isFirst()).toList());
    } else {
      mergeStored(rows);
    }
  }

  /** Windows that close are not there yet, and then need no look at what is stored. */
  private boolean addFirst(List<WindowRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return true;
    }
    BinaryRows fresh = new BinaryRows();
    rows.forEach(row -> add(fresh, row));
    return fresh.copyIfNew(connection, INTO.formatted(table));
  }

  private void mergeStored(List<WindowRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    boolean[] isStored = new boolean[rows.size()];
    List<WindowRow> changed = addStored(rows, isStored);
    BinaryRows fresh = new BinaryRows();
    for (int at = 0; at < isStored.length; at++) {
      if (!isStored[at]) {
        add(fresh, rows.get(at));
      }
    }
    if (fresh.rows() > 0) {
      fresh.copy(connection, INTO.formatted(table));
    }
    update(changed.stream().filter(WindowRow::isChanged).toList());
  }

  /** Makes hours and days anew of the minutes that are stored of them. */
  void derive(Collection<WindowKey> keys) throws SQLException {
    List<WindowRow> derived = new ArrayList<>();
    for (WindowKey key : keys) {
      WindowRow row = WindowRow.merged(key);
      for (WindowRow minute : minutes(key)) {
        row.addPart(minute);
      }
      if (row.version() > 0) {
        derived.add(row);
      }
    }
    merge(derived);
  }

  private List<WindowRow> minutes(WindowKey of) throws SQLException {
    List<WindowRow> minutes = new ArrayList<>();
    int count = of.sizeSeconds() / MINUTE_SECONDS;
    for (int at = 0; at < count; at++) {
      minutes.add(
          new WindowRow(
              new WindowKey(
                  of.study(),
                  of.participant(),
                  of.device(),
                  of.channel(),
                  MINUTE_SECONDS,
                  of.startMicros() + at * MINUTE_MICROS)));
    }
    boolean[] isStored = new boolean[count];
    return addStored(minutes, isStored).stream().filter(each -> each.count() > 0).toList();
  }

  /** The watermark of one device and channel. */
  record Final(
      String study, String participant, String device, String channel, long throughMicros) {}

  /** What was provisional up to there is final. */
  void settle(List<Final> finals) throws SQLException {
    if (finals.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(SETTLE.formatted(table))) {
      for (Final each : finals) {
        update.setString(1, each.study());
        update.setString(2, each.participant());
        update.setString(3, each.device());
        update.setString(4, each.channel());
        update.setObject(5, time(each.throughMicros()));
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** What came too late for a minute, and for its hour and day. */
  record Late(WindowKey minute, long count, long sinceMicros) {}

  /** Marks windows that stay as they are. */
  void mark(List<Late> late) throws SQLException {
    if (late.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(MARK.formatted(table))) {
      for (Late each : late) {
        for (int size : List.of(MINUTE_SECONDS, HOUR_SECONDS, DAY_SECONDS)) {
          WindowKey key = each.minute();
          long start = Math.floorDiv(key.startMicros(), size * 1_000_000L) * size * 1_000_000L;
          update.setLong(1, each.count());
          update.setObject(2, time(each.sinceMicros()));
          update.setString(3, key.study());
          update.setString(4, key.participant());
          update.setString(5, key.device());
          update.setString(6, key.channel());
          update.setInt(7, size);
          update.setObject(8, time(start));
          update.addBatch();
        }
      }
      update.executeBatch();
    }
  }

  private List<WindowRow> addStored(List<WindowRow> rows, boolean[] isStored) throws SQLException {
    List<WindowRow> changed = new ArrayList<>();
    try (PreparedStatement set = connection.prepareStatement(BY_KEY)) {
      set.execute();
    }
    try (PreparedStatement select = connection.prepareStatement(READ.formatted(table))) {
      setKeys(select, rows);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          int at = row.getInt(1) - 1;
          WindowRow merged = rows.get(at);
          merged.addStored(stored(row, merged.key()));
          isStored[at] = true;
          changed.add(merged);
        }
      }
    }
    return changed;
  }

  private void setKeys(PreparedStatement select, List<WindowRow> rows) throws SQLException {
    setTexts(select, 1, rows, WindowKey::study);
    setTexts(select, 2, rows, WindowKey::participant);
    setTexts(select, 3, rows, WindowKey::device);
    setTexts(select, 4, rows, WindowKey::channel);
    Object[] sizes = rows.stream().map(row -> row.key().sizeSeconds()).toArray();
    select.setArray(5, connection.createArrayOf("int4", sizes));
    setTexts(select, 6, rows, key -> time(key.startMicros()).toString());
  }

  private void setTexts(
      PreparedStatement select, int at, List<WindowRow> rows, Function<WindowKey, String> part)
      throws SQLException {
    String[] texts = new String[rows.size()];
    Arrays.setAll(texts, row -> part.apply(rows.get(row).key()));
    select.setArray(at, connection.createArrayOf("text", texts));
  }

  private static WindowRow stored(ResultSet row, WindowKey key) throws SQLException {
    WindowRow stored =
        WindowRow.stored(
            key,
            row.getInt(2),
            row.getLong(3),
            sum(row.getBytes(9)),
            sum(row.getBytes(10)),
            number(row, 4),
            number(row, 5),
            row.getLong(6),
            row.getLong(7),
            row.getObject(8, Double.class),
            Objects.requireNonNull(row.getString(14)));
    boolean counted = row.getBoolean(11);
    String[] codes = (String[]) Objects.requireNonNull(row.getArray(12)).getArray();
    Long[] amounts = (Long[]) Objects.requireNonNull(row.getArray(13)).getArray();
    for (int at = 0; at < codes.length; at++) {
      stored.addCode(codes[at], amounts[at], counted);
    }
    return stored;
  }

  private static double number(ResultSet row, int column) throws SQLException {
    double number = row.getDouble(column);
    return row.wasNull() ? Double.NaN : number;
  }

  private static @Nullable ExactSum sum(byte @Nullable [] bytes) {
    return bytes == null ? null : ExactSum.fromBytes(bytes);
  }

  private static void add(BinaryRows rows, WindowRow row) {
    WindowKey key = row.key();
    rows.row(COLUMNS)
        .text(key.study())
        .text(key.participant())
        .text(key.device())
        .text(key.channel())
        .int4(key.sizeSeconds())
        .timestamp(key.startMicros())
        .int4(row.version())
        .text(row.state())
        .int8(row.count())
        .float8(row.sumRounded())
        .float8(row.mean())
        .float8(row.min())
        .float8(row.max())
        .float8(row.deviation())
        .timestamp(row.firstMicros())
        .timestamp(row.lastMicros())
        .float8(row.expected())
        .jsonb(row.secondsByCode())
        .jsonb(row.occurrencesByCode())
        .bytes(row.sumExact())
        .bytes(row.squaresExact());
  }

  private void update(List<WindowRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(UPDATE.formatted(table))) {
      for (WindowRow row : rows) {
        set(update, row);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private static void set(PreparedStatement update, WindowRow row) throws SQLException {
    update.setInt(1, row.version());
    update.setString(2, row.state());
    update.setLong(3, row.count());
    setNumber(update, 4, row.sumRounded());
    setNumber(update, 5, row.mean());
    setNumber(update, 6, row.min());
    setNumber(update, 7, row.max());
    setNumber(update, 8, row.deviation());
    update.setObject(9, time(row.firstMicros()));
    update.setObject(10, time(row.lastMicros()));
    setNumber(update, 11, row.expected());
    update.setString(12, row.secondsByCode());
    update.setString(13, row.occurrencesByCode());
    update.setBytes(14, row.sumExact());
    update.setBytes(15, row.squaresExact());
    WindowKey key = row.key();
    update.setString(16, key.study());
    update.setString(17, key.participant());
    update.setString(18, key.device());
    update.setString(19, key.channel());
    update.setInt(20, key.sizeSeconds());
    update.setObject(21, time(key.startMicros()));
  }

  private static void setNumber(PreparedStatement to, int at, @Nullable Double number)
      throws SQLException {
    if (number == null || number.isNaN()) {
      to.setNull(at, Types.DOUBLE);
    } else {
      to.setDouble(at, number);
    }
  }

  private static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
