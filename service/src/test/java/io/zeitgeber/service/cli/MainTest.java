package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.service.embedded.DirectoryLock;
import io.zeitgeber.service.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "up",
        "demo",
        "status",
        "stop",
        "alerts",
        "doctor",
        "version",
        "infra",
        "protocol",
        "protocol check",
        "protocol show",
        "protocol publish",
        "protocol activate",
        "topics",
        "topics adopt",
        "topics accept-gap",
        "journal",
        "journal adopt"
      })
  void help_ofEveryCommand_teachesWithinAHundredColumns(String command) {
    Typed typed = Typed.run((command + " --help").strip().split(" "));
    assertThat(typed.exit()).isEqualTo(Exit.OK);
    assertThat(typed.out()).contains("Usage: zeitgeber " + command);
    assertThat(typed.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(typed.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "protocol", "topics", "journal"})
  void noCommand_isWrongUsageAndTeaches(String command) {
    Typed typed = Typed.run(command.isEmpty() ? new String[0] : new String[] {command});
    assertThat(typed.exit()).isEqualTo(Exit.USAGE);
    assertThat(typed.err()).contains("Usage: zeitgeber");
  }

  @Test
  void unknownCommand_isWrongUsage() {
    Typed typed = Typed.run("statsu");
    assertThat(typed.exit()).isEqualTo(Exit.USAGE);
    assertThat(typed.err()).contains("statsu").contains("--help");
    assertThat(typed.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "stop", "alerts", "doctor"})
  void command_whereNothingRuns_says3AndHowToStart(String command) {
    Typed typed = Typed.run(command, "--data", dir.toString());
    assertThat(typed.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(typed.err()).contains("no instance runs in " + dir).contains("zeitgeber up");
  }

  @Test
  void readyFile_ofAKilledProcess_isNoInstance() throws IOException {
    Path file = dir.resolve("ready.json");
    ReadyFile.write(file, Json.object().put("kafka", "127.0.0.1:1").put("pid", 4_000_000));
    Typed typed = Typed.run("status", "--ready-file", file.toString());
    assertThat(typed.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(typed.err()).contains("no instance runs according to " + file);
  }

  @Test
  void alerts_fromAKafkaThatIsAway_says3() {
    String nobody = "127.0.0.1:" + FreePort.any();
    Typed typed = Typed.run("alerts", "--kafka", nobody);
    assertThat(typed.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(typed.err()).contains(nobody).contains("does not answer");
  }

  @Test
  void up_onADirectoryInUse_isRefusedAndNamesTheHolder() {
    try (DirectoryLock _ = DirectoryLock.take(new DataDirectory(dir).lock())) {
      Typed typed = Typed.run("up", "--data", dir.toString());
      assertThat(typed.exit()).isEqualTo(Exit.REFUSED);
      assertThat(typed.err())
          .contains(dir + " is in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void up_withAWrongSetting_isWrongUsageAndNamesIt() throws IOException {
    Path file = dir.resolve("site.conf");
    Files.writeString(file, "zeitgeber.ingest.workers = 0\n");
    Typed typed = Typed.run("up", "--data", dir.toString(), "--config", file.toString());
    assertThat(typed.exit()).isEqualTo(Exit.USAGE);
    assertThat(typed.err()).contains("zeitgeber.ingest.workers").contains("site.conf: 1");
  }

  @Test
  void version_saysReleaseAndJava() {
    assertThat(List.of(Typed.run("version").out(), Typed.run("--version").out()))
        .allMatch(text -> text.startsWith("zeitgeber ") && text.contains("Java 2"));
  }

  @Test
  void protocolCheck_ofRubbish_isWrongInputAndNamesTheLine() throws IOException {
    Path file = dir.resolve("s1.conf");
    Files.writeString(file, "id = s1\nversion = 1\nfoo = 3\n");
    Typed typed = Typed.run("protocol", "check", file.toString());
    assertThat(typed.exit()).isEqualTo(Exit.USAGE);
    assertThat(typed.err()).contains("line 3: foo");
  }

  @Test
  void protocolShow_explainsTheDefaultThresholds() {
    Typed typed = Typed.run("protocol", "show");
    assertThat(typed.exit()).isEqualTo(Exit.OK);
    assertThat(typed.out()).contains("default@1").contains("high = 120").contains("low = 40");
    assertThat(Typed.run("protocol", "show", "--json").out())
        .startsWith("{\"protocol\":\"default@1\"");
  }

  @Test
  void up_whereNothingCanBeWritten_saysThatAndNotThatItIsHeld(@TempDir Path dir) throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    Typed typed = Typed.run("up", "--data", file.resolve("x").toString());
    assertThat(typed.err()).contains("cannot write in").doesNotContain("stops it");
    assertThat(typed.exit()).isEqualTo(Exit.REFUSED);
  }
}
