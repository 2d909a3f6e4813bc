package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.service.embedded.EmbeddedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TakeoverTest {
  @TempDir private Path dir;

  @Test
  void postgresLeftBehindByAKilledProcess_isStoppedAndItsDataGoOnElsewhere() throws Exception {
    Path ready = dir.resolve("ready.json");
    Process killed = infra(ready);
    JsonNode endpoints;
    try {
      Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> Files.exists(ready));
      endpoints = ReadyFile.read(ready);
      execute(endpoints.path("postgres").asText(), "create table kept as select 42 as answer");
    } finally {
      killed.destroyForcibly().waitFor();
    }
    ProcessHandle left = ProcessHandle.of(endpoints.path("postgres_pid").asLong()).orElseThrow();
    assertThat(left.isAlive()).isTrue();

    try (EmbeddedDatabase database = EmbeddedDatabase.start(dir, 0)) {
      assertThat(left.isAlive()).isFalse();
      assertThat(endpoints.path("postgres").asText()).doesNotContain(":" + database.port() + "/");
      assertThat(answer(database.url())).isEqualTo(42);
    }
  }

  @Test
  void signal_stopsBothAndRemovesTheReadyFile() throws Exception {
    Path ready = dir.resolve("ready.json");
    Process stopped = infra(ready);
    try {
      Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> Files.exists(ready));
      long postgres = ReadyFile.read(ready).path("postgres_pid").asLong();
      stopped.destroy();
      assertThat(stopped.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(stopped.exitValue()).isEqualTo(143);
      assertThat(ready).doesNotExist();
      assertThat(ProcessHandle.of(postgres)).isEmpty();
    } finally {
      stopped.destroyForcibly().waitFor();
    }
  }

  private Process infra(Path ready) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.zeitgeber.service.cli.Main",
            "infra",
            "--data",
            dir.toString(),
            "--only",
            "postgres",
            "--ready-file",
            ready.toString())
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("infra.log").toFile())
        .start();
  }

  // The service's role may not make tables; the owner may.
  private static void execute(String url, String statement) throws Exception {
    String asOwner = url.replace("user=zeitgeber", "user=" + EmbeddedDatabase.OWNER);
    try (Connection connection = DriverManager.getConnection(asOwner);
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private static int answer(String url) throws Exception {
    try (Connection connection = DriverManager.getConnection(url, EmbeddedDatabase.OWNER, "");
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery("select answer from kept")) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }
}
