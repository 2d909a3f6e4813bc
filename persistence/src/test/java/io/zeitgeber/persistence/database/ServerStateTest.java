package io.zeitgeber.persistence.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ServerStateTest {
  private static Postgres postgres;

  @BeforeAll
  static void migrate() {
    postgres = Postgres.database(ServerStateTest.class);
  }

  @Test
  void state_saysWhatTheJournalsPromisesDependOn() {
    ServerState state =
        ServerState.read(postgres.service(), () -> System.currentTimeMillis() * 1_000);
    assertThat(state.version()).isGreaterThan(ServerState.OLDEST_VERSION);
    assertThat(state.replica()).isFalse();
    assertThat(state.maxConnections()).isGreaterThan(state.connections()).isPositive();
    assertThat(state.systemIdentifier()).isNotZero();
    assertThat(state.clockAhead()).isBetween(Duration.ofSeconds(-5), Duration.ofSeconds(5));
    assertThat(state.durable())
        .isEqualTo(
            state.fsync() && state.fullPageWrites() && !state.synchronousCommit().equals("off"));
  }

  @Test
  void horizon_namesWhoHoldsItBack() throws SQLException {
    Horizon horizon = new Horizon(postgres.service());
    try (Connection holder = postgres.service().getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("set application_name = 'forgetful'");
      statement.execute("select pg_current_xact_id()");
      assertThat(horizon.holder())
          .hasValueSatisfying(
              held -> {
                assertThat(held.what()).contains("forgetful").contains("idle in transaction");
                assertThat(held.ageMicros()).isPositive();
              });
      holder.rollback();
    }
  }
}
