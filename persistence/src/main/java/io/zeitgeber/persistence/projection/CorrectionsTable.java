package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what came otherwise than in order, by participant, device and channel. */
final class CorrectionsTable {
  private static final String UPSERT =
      """
      insert into zeitgeber.corrections as c (study, participant, device, channel, late, resent,
        revised, withdrawn, overlapping, too_late, deferred)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (study, participant, device, channel) do update set
        late = c.late + excluded.late,
        resent = c.resent + excluded.resent,
        revised = c.revised + excluded.revised,
        withdrawn = c.withdrawn + excluded.withdrawn,
        overlapping = c.overlapping + excluded.overlapping,
        too_late = c.too_late + excluded.too_late,
        deferred = c.deferred + excluded.deferred\
      """;

  private static final int COUNTERS = 7;

  private final Map<List<String>, long[]> counters = new LinkedHashMap<>();

  void add(EntryHeader header, AmendFact fact) {
    switch (fact) {
      case AmendFact.Corrected corrected -> {
        long[] into = counters(header, fact);
        into[0] += corrected.late();
        into[1] += corrected.resent();
        into[2] += corrected.revised();
        into[3] += corrected.withdrawn();
        into[4] += corrected.overlapping();
      }
      case AmendFact.WindowLate late -> counters(header, fact)[5] += late.count();
      case AmendFact.AmendmentDeferred deferred -> counters(header, fact)[6] += deferred.held();
      case AmendFact.WindowProvisional _,
          AmendFact.WindowsFinal _,
          AmendFact.WindowRevised _,
          AmendFact.WindowDerived _,
          AmendFact.EvidenceMoved _ -> {}
    }
  }

  private long[] counters(EntryHeader header, AmendFact fact) {
    List<String> key = List.of(header.study(), header.participant(), fact.device(), fact.channel());
    return counters.computeIfAbsent(key, _ -> new long[COUNTERS]);
  }

  void write(Connection connection) throws SQLException {
    if (counters.isEmpty()) {
      return;
    }
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      for (Map.Entry<List<String>, long[]> each : counters.entrySet()) {
        int at = 1;
        for (String part : each.getKey()) {
          upsert.setString(at++, part);
        }
        for (long count : each.getValue()) {
          upsert.setLong(at++, count);
        }
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }
}
