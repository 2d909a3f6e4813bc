package io.zeitgeber.service.query;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.timeline.WearSpans;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When people wore their devices, many people at once. The database packs what it has of each into
 * one value, in its own form of times: half a million stretches of 5,000 people are 5,000 rows.
 */
final class WearStore {
  /** What lies before the range is not looked at farther than results reach. */
  private static final String WORN =
      """
      select e.participant, string_agg(
        timestamptz_send(e.start) || timestamptz_send(e."end")
          || case when e.code = 'worn' then '\\x01'::bytea else '\\x00'::bytea end,
        ''::bytea order by e.start)
      from zeitgeber.timeline_entries e
      where e.study = ? and e.participant = any (?) and e.channel = 'wear' and e.newest
        and e.state <> 'withdrawn' and e.start >= ? and e.start < ? and e."end" > ?
      group by e.participant\
      """;

  private static final int LONGEST_DAYS = 32;

  /** PostgreSQL counts from 2000. */
  private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

  /** So many people in one question: its transaction is short, and so is what it holds. */
  private static final int PEOPLE_AT_ONCE = 500;

  private final Database database;

  WearStore(Database database) {
    this.database = database;
  }

  /** Of whom nothing is known there is nothing. */
  Map<String, WearSpans> of(
      String study, List<String> participants, LocalDate first, LocalDate last) {
    // A day of any zone lies within its date in UTC and 14 hours either way.
    OffsetDateTime from = first.minusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC);
    OffsetDateTime until = last.plusDays(2).atStartOfDay().atOffset(ZoneOffset.UTC);
    Map<String, WearSpans> spans = HashMap.newHashMap(participants.size());
    for (int at = 0; at < participants.size(); at += PEOPLE_AT_ONCE) {
      Rows.of(
              database,
              WORN,
              row -> Map.entry(row.getString(1), spans(row.getBytes(2))),
              study,
              participants.subList(at, Math.min(participants.size(), at + PEOPLE_AT_ONCE)),
              from.minusDays(LONGEST_DAYS),
              until,
              from)
          .forEach(each -> spans.put(each.getKey(), each.getValue()));
    }
    return spans;
  }

  private static WearSpans spans(byte[] packed) {
    WearSpans.Builder spans = new WearSpans.Builder();
    ByteBuffer from = ByteBuffer.wrap(packed);
    while (from.hasRemaining()) {
      long start = from.getLong() + POSTGRES_EPOCH_MICROS;
      long end = from.getLong() + POSTGRES_EPOCH_MICROS;
      spans.add(start, end, from.get() == 1);
    }
    return spans.build();
  }
}
