package io.zeitgeber.persistence.projection;

import io.zeitgeber.participant.protocol.AbsenceRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether so many of a study fell silent together that it is one finding: a gateway, a network, a
 * release, not people. At most one is open for each study; it is over when no more than half of
 * what raised it are silent still.
 *
 * <p>Judged in the transaction that shows a silence, under a lock on the study's row, so that each
 * silence of each slice is in exactly one judgement and none is judged without those shown before.
 */
final class CohortSilence {
  private static final String RULE = "cohort-silence";

  /** One person's silence is their own, be the study ever so small. */
  private static final int FEWEST = 2;

  private static final int ID_BYTES = 16;

  private static final String ROW =
      "insert into zeitgeber.cohort_silences (study) values (?) on conflict do nothing";
  private static final String LOCK =
      "select alert, began_micros from zeitgeber.cohort_silences where study = ? for update";
  private static final String ACTIVE =
      "select count(*) from zeitgeber.participants where study = ? and status = 'active'";

  /** When each silent participant's silence began, the first of their channels counting. */
  private static final String SILENT =
      """
      select min(began_micros) from zeitgeber.silences
      where study = ? and ended_micros is null group by participant order by 1\
      """;

  private static final String OPEN =
      "update zeitgeber.cohort_silences set alert = ?, began_micros = ?, share = ? where study = ?";

  private static final String TOPIC =
      """
      insert into zeitgeber.study_alerts (generation, alert, lifecycle, study, json)
      select max(generation), ?, ?, ?, ? from zeitgeber.generations
      on conflict do nothing\
      """;

  private static final String TABLE =
      """
      insert into zeitgeber.alerts (alert, lifecycle, study, rule, event_time, live, arrival, json,
        kind)
      values (?, ?, ?, ?, ?, true, 0, ?, 'data')
      on conflict do nothing\
      """;

  private final Connection connection;
  private final String study;
  private final AbsenceRules rules;

  CohortSilence(Connection connection, String study, AbsenceRules rules) {
    this.connection = connection;
    this.study = study;
    this.rules = rules;
  }

  /** The most that fell silent within the time: how many, since when, and the last of them. */
  private record Together(int count, long firstMicros, long lastMicros) {}

  void judge() throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ROW)) {
      insert.setString(1, study);
      insert.executeUpdate();
    }
    @Nullable String open;
    long beganMicros;
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setString(1, study);
      try (ResultSet row = lock.executeQuery()) {
        row.next();
        open = row.getString(1);
        beganMicros = row.getLong(2);
      }
    }
    List<Long> silent = silent();
    int active = active();
    if (open == null) {
      Together together = together(silent);
      if (together.count() >= FEWEST && together.count() > rules.cohortShare() * active) {
        raise(together, active);
      }
    } else if (silentOf(silent, beganMicros) <= rules.cohortShare() * active / 2) {
      resolve(open, beganMicros, silentOf(silent, beganMicros), active);
    }
  }

  /** The earliest group that is large enough, else the largest. */
  private Together together(List<Long> began) {
    Together most = new Together(0, 0, 0);
    int from = 0;
    for (int to = 0; to < began.size(); to++) {
      while (began.get(to) - began.get(from) > rules.cohortMicros()) {
        from++;
      }
      if (to - from + 1 > most.count()) {
        most = new Together(to - from + 1, began.get(from), began.get(to));
      }
    }
    return most;
  }

  private int silentOf(List<Long> began, long firstMicros) {
    int count = 0;
    for (long each : began) {
      count += each >= firstMicros && each - firstMicros <= rules.cohortMicros() ? 1 : 0;
    }
    return count;
  }

  private void raise(Together together, int active) throws SQLException {
    String id = id(together.lastMicros());
    open(id, together.firstMicros(), (double) together.count() / active);
    happened(
        id,
        "raised",
        together.lastMicros(),
        json(id, "raised", together.lastMicros(), together.count(), active));
  }

  private void resolve(String id, long beganMicros, int left, int active) throws SQLException {
    long endedMicros = ended(beganMicros);
    open(null, 0, 0);
    happened(id, "resolved", endedMicros, json(id, "resolved", endedMicros, left, active));
  }

  private String json(String id, String lifecycle, long micros, int silent, int active) {
    return new Json()
        .begin('{')
        .field("alert", id)
        .field("lifecycle", lifecycle)
        .field("kind", "data")
        .field("study", study)
        .field("rule", RULE)
        .time("event_time", micros)
        .field("value", active == 0 ? 0 : (double) silent / active)
        .field("threshold", rules.cohortShare())
        .field("clear_at", rules.cohortShare() / 2)
        .seconds("window_s", rules.cohortMicros())
        .field("silent", silent)
        .field("participants", active)
        .end('}')
        .toString();
  }

  private long ended(long beganMicros) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select coalesce(max(ended_micros), ?) from zeitgeber.silences where study = ?"
                + " and began_micros between ? and ?")) {
      select.setLong(1, beganMicros);
      select.setString(2, study);
      select.setLong(3, beganMicros);
      select.setLong(4, beganMicros + rules.cohortMicros());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private int active() throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ACTIVE)) {
      select.setString(1, study);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private List<Long> silent() throws SQLException {
    List<Long> began = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(SILENT)) {
      select.setString(1, study);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          began.add(row.getLong(1));
        }
      }
    }
    return began;
  }

  private void open(@Nullable String id, long beganMicros, double share) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(OPEN)) {
      update.setString(1, id);
      update.setLong(2, beganMicros);
      update.setDouble(3, share);
      update.setString(4, study);
      update.executeUpdate();
    }
  }

  private void happened(String id, String lifecycle, long micros, String json) throws SQLException {
    try (PreparedStatement topic = connection.prepareStatement(TOPIC);
        PreparedStatement table = connection.prepareStatement(TABLE)) {
      topic.setString(1, id);
      topic.setString(2, lifecycle);
      topic.setString(3, study);
      topic.setString(4, json);
      topic.executeUpdate();
      table.setString(1, id);
      table.setString(2, lifecycle);
      table.setString(3, study);
      table.setString(4, RULE);
      table.setObject(5, Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
      table.setString(6, json);
      table.executeUpdate();
    }
  }

  /** As a participant's alert has it, the participant, channel and device being empty. */
  private String id(long micros) {
    String text = String.join("\n", study, "", "", "", RULE, Long.toString(micros), "data");
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
