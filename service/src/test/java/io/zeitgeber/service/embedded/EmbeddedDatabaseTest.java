package io.zeitgeber.service.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class EmbeddedDatabaseTest {
  @TempDir private Path dir;

  @Test
  void settings_readBack_areDurable() throws SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(dir, 0);
        Connection connection = connect(database, EmbeddedDatabase.SERVICE)) {
      assertThat(ask(connection, "show fsync")).isEqualTo("on");
      assertThat(ask(connection, "show synchronous_commit")).isEqualTo("on");
      assertThat(ask(connection, "show full_page_writes")).isEqualTo("on");
      assertThat(ask(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(ask(connection, "select rolsuper from pg_roles where rolname = current_user"))
          .isEqualTo("f");
    }
  }

  @Test
  void commit_afterPowerCutAndOnAnotherPort_isStillThere() throws SQLException {
    EmbeddedDatabase first = EmbeddedDatabase.start(dir, 0);
    try (Connection connection = connect(first, EmbeddedDatabase.OWNER);
        Statement statement = connection.createStatement()) {
      statement.execute("create table kept as select 42 as answer");
    }
    first.kill();
    try (EmbeddedDatabase second = EmbeddedDatabase.start(dir, 0);
        Connection connection = connect(second, EmbeddedDatabase.OWNER)) {
      assertThat(ask(connection, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void directory_inUse_isRefusedByName() {
    try (EmbeddedDatabase first = EmbeddedDatabase.start(dir, 0)) {
      assertThat(first.pid()).isPositive();
      assertThatThrownBy(() -> EmbeddedDatabase.start(dir, 0))
          .isInstanceOf(EmbeddedFailure.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
  }

  private static Connection connect(EmbeddedDatabase database, String role) throws SQLException {
    return DriverManager.getConnection(database.url(), role, "");
  }

  private static String ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
