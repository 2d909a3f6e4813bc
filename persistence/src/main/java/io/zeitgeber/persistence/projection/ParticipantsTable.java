package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.column.Text;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.RecordsTaken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes who takes part, one row a participant however many entries they have in a page. */
final class ParticipantsTable {
  private static final String UPSERT =
      """
      insert into zeitgeber.participants as p (study, participant, site, status,
        last_received_micros, records, protocol, updated_at)
      values (?, ?, ?, coalesce(?, 'active'), ?, ?, ?, now())
      on conflict (study, participant) do update set
        site = case when ? then excluded.site else p.site end,
        status = coalesce(?, p.status),
        last_received_micros = greatest(p.last_received_micros, excluded.last_received_micros),
        records = p.records + excluded.records,
        protocol = excluded.protocol,
        updated_at = excluded.updated_at\
      """;

  private ParticipantsTable() {}

  static void upsert(
      Connection connection, List<EntryFacts> entries, Function<String, Protocol> protocols)
      throws SQLException {
    Map<String, Seen> seen = new LinkedHashMap<>();
    for (EntryFacts entry : entries) {
      seen.computeIfAbsent(entry.header().entity(), _ -> new Seen(entry)).add(entry, protocols);
    }
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      for (Seen participant : seen.values()) {
        participant.set(upsert);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  /** What a page says of one participant. */
  private static final class Seen {
    private final String study;
    private final String participant;
    private boolean siteChanged;
    private @Nullable String site;
    private @Nullable String status;
    private @Nullable Long lastReceivedMicros;
    private long records;
    private String protocol = "";

    Seen(EntryFacts first) {
      this.study = first.header().study();
      this.participant = first.header().participant();
    }

    void add(EntryFacts entry, Function<String, Protocol> protocols) {
      protocol = protocols.apply(entry.header().protocol()).label();
      @Nullable RecordsTaken taken = entry.header().records();
      if (taken != null && taken.count() > 0) {
        records += taken.count();
        lastReceivedMicros =
            lastReceivedMicros == null
                ? taken.receivedMaxMicros()
                : Math.max(lastReceivedMicros, taken.receivedMaxMicros());
      }
      for (Fact fact : entry.facts()) {
        if (fact instanceof Fact.Enrolled enrolled) {
          add(enrolled);
        } else if (fact instanceof Fact.ProtocolActivated activated) {
          protocol = activated.after();
        }
      }
    }

    private void add(Fact.Enrolled enrolled) {
      @Nullable String after = enrolled.after();
      if (enrolled.field().equals("site")) {
        siteChanged = true;
        site = after == null ? null : Text.storable(after);
      } else if (enrolled.field().equals("status") && after != null) {
        status = after.toLowerCase(Locale.ROOT);
      }
    }

    void set(PreparedStatement upsert) throws SQLException {
      upsert.setString(1, study);
      upsert.setString(2, participant);
      upsert.setString(3, site);
      upsert.setString(4, status);
      upsert.setObject(5, lastReceivedMicros, Types.BIGINT);
      upsert.setLong(6, records);
      upsert.setString(7, protocol);
      upsert.setBoolean(8, siteChanged);
      upsert.setString(9, status);
    }
  }
}
