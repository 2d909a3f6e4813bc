package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.EntryHeader;
import io.zeitgeber.persistence.journal.RecordsTaken;
import io.zeitgeber.persistence.journal.Slice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes when each participant is to be looked at again, and how far the studies' records are. */
final class DeadlinesTable {
  private static final String UPSERT =
      """
      insert into zeitgeber.deadlines as d (study, participant, slice, due_micros, time)
      values (?, ?, ?, ?, ?)
      on conflict (study, participant) do update set
        due_micros = case when ? then excluded.due_micros else d.due_micros end,
        time = case when ? then excluded.time else d.time end\
      """;

  private static final String CLOCK =
      """
      insert into zeitgeber.study_clocks as c (study, slice, received_micros, read_micros)
      select ?, ?, max(r.received), (extract(epoch from clock_timestamp()) * 1000000)::bigint
      from unnest(?::text[], ?::bigint[]) r(participant, received)
        left join zeitgeber.deadlines d on d.study = ? and d.participant = r.participant
      where d.time is distinct from 'recorded'
      having max(r.received) is not null
      on conflict (study, slice) do update set
        received_micros = excluded.received_micros, read_micros = excluded.read_micros
        where excluded.received_micros > c.received_micros\
      """;

  private final Map<String, Change> changes = new LinkedHashMap<>();
  private final Silences silences;

  DeadlinesTable(Function<String, Protocol> protocols) {
    silences = new Silences(protocols);
  }

  void add(EntryHeader header, AbsenceFact fact) {
    switch (fact) {
      case AbsenceFact.DeadlineSet set -> change(header).due(set.dueMicros());
      case AbsenceFact.SilenceBegan began -> silences.add(header, began);
      case AbsenceFact.SilenceEnded ended -> silences.add(header, ended);
      case AbsenceFact.DataAlertRaised _, AbsenceFact.DataAlertResolved _ -> {}
    }
  }

  /** Nobody is waited for any more. */
  void erased(EntryHeader header) {
    change(header).due(null);
  }

  void add(EntryHeader header, Fact.Enrolled enrolled) {
    if (enrolled.field().equals("time")) {
      change(header).time(enrolled.after());
    }
  }

  /**
   * After the participants of the page were written.
   *
   * @param slice under which the studies' clocks are noted
   */
  void write(Connection connection, int slice, List<EntryFacts> entries) throws SQLException {
    if (!changes.isEmpty()) {
      try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
        for (Change change : changes.values()) {
          change.set(upsert);
          upsert.addBatch();
        }
        upsert.executeBatch();
      }
    }
    clocks(connection, slice, entries);
    silences.write(connection);
  }

  private static void clocks(Connection connection, int slice, List<EntryFacts> entries)
      throws SQLException {
    Map<String, Map<String, Long>> newest = new TreeMap<>();
    for (EntryFacts entry : entries) {
      EntryHeader header = entry.header();
      @Nullable RecordsTaken taken = header.records();
      if (header.kind() == EntryHeader.Kind.OBSERVED && taken != null && taken.observed() > 0) {
        newest
            .computeIfAbsent(header.study(), _ -> new LinkedHashMap<>())
            .merge(header.participant(), taken.receivedMaxMicros(), Math::max);
      }
    }
    if (newest.isEmpty()) {
      return;
    }
    try (PreparedStatement upsert = connection.prepareStatement(CLOCK)) {
      for (Map.Entry<String, Map<String, Long>> study : newest.entrySet()) {
        upsert.setString(1, study.getKey());
        upsert.setInt(2, slice);
        upsert.setArray(3, connection.createArrayOf("text", study.getValue().keySet().toArray()));
        upsert.setArray(4, connection.createArrayOf("int8", study.getValue().values().toArray()));
        upsert.setString(5, study.getKey());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private Change change(EntryHeader header) {
    return changes.computeIfAbsent(header.entity(), _ -> new Change(header));
  }

  /** What a page says of one participant. */
  private static final class Change {
    private final EntryHeader header;
    private boolean dueChanged;
    private @Nullable Long dueMicros;
    private boolean timeChanged;
    private @Nullable String time;

    Change(EntryHeader header) {
      this.header = header;
    }

    void due(@Nullable Long micros) {
      dueChanged = true;
      dueMicros = micros;
    }

    void time(@Nullable String is) {
      timeChanged = true;
      time = is;
    }

    void set(PreparedStatement upsert) throws SQLException {
      upsert.setString(1, header.study());
      upsert.setString(2, header.participant());
      upsert.setInt(3, Slice.of(header.entity()));
      upsert.setObject(4, dueMicros, Types.BIGINT);
      upsert.setString(5, time);
      upsert.setBoolean(6, dueChanged);
      upsert.setBoolean(7, timeChanged);
    }
  }
}
