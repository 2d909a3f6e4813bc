package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.AbsenceRules;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.persistence.journal.EntryHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes who is silent, and judges each study that a page touches. */
final class Silences {
  private static final String BEGAN =
      """
      insert into zeitgeber.silences (study, participant, channel, began_micros,
        last_received_micros)
      values (?, ?, ?, ?, ?)
      on conflict do nothing\
      """;

  private static final String ENDED =
      """
      update zeitgeber.silences set ended_micros = ?
      where study = ? and participant = ? and channel = ? and began_micros = ?\
      """;

  private final Function<String, Protocol> protocols;
  private final List<Change> changes = new ArrayList<>();

  /** The protocol that the newest of a study's entries in the page ran under. */
  private final Map<String, String> studies = new TreeMap<>();

  /** One that began, or ended. */
  private record Change(
      EntryHeader header,
      String channel,
      long beganMicros,
      long lastReceivedMicros,
      @Nullable Long endedMicros) {}

  Silences(Function<String, Protocol> protocols) {
    this.protocols = protocols;
  }

  void add(EntryHeader header, AbsenceFact.SilenceBegan began) {
    studies.put(header.study(), header.protocol());
    changes.add(
        new Change(header, began.channel(), began.dueMicros(), began.lastReceivedMicros(), null));
  }

  void add(EntryHeader header, AbsenceFact.SilenceEnded ended) {
    studies.put(header.study(), header.protocol());
    changes.add(new Change(header, ended.channel(), ended.beganMicros(), 0, ended.endedMicros()));
  }

  void write(Connection connection) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    try (PreparedStatement began = connection.prepareStatement(BEGAN);
        PreparedStatement ended = connection.prepareStatement(ENDED)) {
      for (Change change : changes) {
        if (change.endedMicros() == null) {
          set(began, 1, change);
          began.setLong(5, change.lastReceivedMicros());
          began.executeUpdate();
        } else {
          ended.setObject(1, change.endedMicros(), Types.BIGINT);
          set(ended, 2, change);
          ended.executeUpdate();
        }
      }
    }
    for (Map.Entry<String, String> study : studies.entrySet()) {
      AbsenceRules rules = protocols.apply(study.getValue()).absence();
      if (rules.cohortShare() < 1) {
        new CohortSilence(connection, study.getKey(), rules).judge();
      }
    }
  }

  private static void set(PreparedStatement to, int from, Change change) throws SQLException {
    to.setString(from, change.header().study());
    to.setString(from + 1, change.header().participant());
    to.setString(from + 2, change.channel());
    to.setLong(from + 3, change.beganMicros());
  }
}
