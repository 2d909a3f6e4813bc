package io.zeitgeber.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zeitgeber.persistence.database.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class AccessLogTest {
  private static final Instant AT = Instant.parse("2026-01-05T08:00:00.123456Z");

  private static Postgres postgres;
  private static AccessLog log;

  @BeforeAll
  static void start() {
    postgres = Postgres.database(AccessLogTest.class);
    log = new AccessLog(postgres.service());
    log.add(
        List.of(
            line("ann", "P001", AT),
            line("ben", "P002", AT.plusSeconds(1)),
            line("ann", "P002", AT.plusSeconds(2))));
  }

  @Test
  void lines_comeBackAsTheyWere_pageByPage() {
    List<AccessLog.Line> first = log.page(everything(), 0, 2);
    assertThat(first)
        .extracting(AccessLog.Line::line)
        .containsExactly(line("ann", "P001", AT), line("ben", "P002", AT.plusSeconds(1)));
    assertThat(log.page(everything(), first.getLast().access(), 2))
        .extracting(each -> each.line().participant())
        .containsExactly("P002");
  }

  @Test
  void question_limitsByWhoWhomAndWhen() {
    assertThat(
            log.page(
                new AccessLog.Question(
                    Optional.of("S1"),
                    Optional.of("P002"),
                    Optional.of("ann"),
                    AT,
                    AT.plusSeconds(3)),
                0,
                10))
        .hasSize(1);
    assertThat(
            log.page(
                new AccessLog.Question(
                    Optional.empty(), Optional.empty(), Optional.empty(), AT, AT.plusSeconds(1)),
                0,
                10))
        .hasSize(1);
  }

  @Test
  void nobody_changesOrRemovesALine() {
    for (DataSource who : List.of(postgres.service(), postgres.owner(), postgres.superuser())) {
      for (String change :
          List.of(
              "update zeitgeber.access_log set subject = 'someone else'",
              "delete from zeitgeber.access_log",
              "truncate zeitgeber.access_log")) {
        assertThatThrownBy(() -> run(who, change)).as(change).isInstanceOf(SQLException.class);
      }
    }
    assertThat(log.page(everything(), 0, 10)).hasSize(3);
  }

  private static void run(DataSource who, String sql) throws SQLException {
    try (Connection connection = who.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static AccessLog.Question everything() {
    return new AccessLog.Question(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.parse("2100-01-01T00:00:00Z"));
  }

  private static Access line(String subject, String participant, Instant at) {
    return new Access(
        at,
        subject,
        "coordinator",
        null,
        true,
        "ParticipantService/GetParticipant",
        Access.Action.READ,
        "S1",
        participant,
        "",
        "192.0.2.7",
        "OK",
        "",
        "node-1");
  }
}
