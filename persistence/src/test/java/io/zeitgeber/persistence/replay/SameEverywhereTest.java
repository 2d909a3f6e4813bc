package io.zeitgeber.persistence.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The golden journal lies in the repository as data. Its digest changes only with the rules, and
 * then on purpose: {@code RULES_VERSION} rises, and the file stays what older releases wrote.
 */
final class SameEverywhereTest {
  private static Path resource(String name) throws Exception {
    return Path.of(
        Objects.requireNonNull(SameEverywhereTest.class.getResource("/replay/" + name)).toURI());
  }

  private static String golden() throws Exception {
    return Files.readString(resource("golden.digest"), StandardCharsets.US_ASCII).strip();
  }

  @Test
  void goldenJournal_hasItsDigest_inEveryBuild() throws Exception {
    assertThat(GoldenReplay.digest(resource("golden.jsonl"))).isEqualTo(golden());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xint -Duser.timezone=Pacific/Kiritimati -Duser.language=tr -Duser.country=TR",
        "-XX:TieredStopAtLevel=1 -Duser.timezone=America/St_Johns -Duser.language=ar",
        "-XX:-TieredCompilation -Duser.timezone=Asia/Kathmandu -Duser.language=de"
      })
  void replay_underAnotherMachine_comesToTheSame(String options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(GoldenReplay.class.getName(), resource("golden.jsonl").toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said.strip()).isEqualTo(golden());
  }
}
